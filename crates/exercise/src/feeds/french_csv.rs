//! Generic CSV with French headers and semicolons, as a spreadsheet saves it.

use observable::Kind;

use super::{Row, blank_time};
use crate::ExerciseError;
use crate::names::CAMPAIGNS;

const COLUMNS: [&str; 17] = [
    "indicateur",
    "type",
    "catégorie",
    "maliciel",
    "campagne",
    "première vue",
    "dernière vue",
    "confiance",
    "cotation",
    "tlp",
    "pays",
    "pays cible",
    "marque",
    "port",
    "statut",
    "propriété",
    "commentaire",
];

pub(super) fn write(rows: &[Row]) -> Result<Vec<u8>, ExerciseError> {
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for row in rows {
        let targets: Vec<&str> = row.targets.iter().map(model::Country::code).collect();
        let comment = match (row.sites, row.kind) {
            (Some(sites), _) => format!("héberge {sites} sites d'arnaque"),
            (None, Kind::Email) => "adresse de réponse des fausses factures".to_owned(),
            (None, Kind::Onion) => "marché d'exercice, vendeurs d'accès".to_owned(),
            _ => "donnée d'exercice".to_owned(),
        };
        out.write_record([
            row.value.as_str(),
            row.kind.name(),
            row.category.id(),
            row.malware.unwrap_or_default(),
            row.campaign.map_or("", |at| CAMPAIGNS[at]),
            &blank_time(row.first_seen),
            &blank_time(row.last_seen),
            &row.confidence.to_string(),
            &row.grade.to_string(),
            row.tlp.map_or("", |tlp| tlp.label()),
            row.stated
                .as_ref()
                .map_or("", |(country, _)| country.code()),
            &targets.join(","),
            row.brand.unwrap_or_default(),
            &row.port.map(|port| port.to_string()).unwrap_or_default(),
            if row.alive { "online" } else { "offline" },
            row.ownership.name(),
            &comment,
        ])?;
    }
    out.into_inner()
        .map_err(|error| ExerciseError::Io(error.into_error()))
}
