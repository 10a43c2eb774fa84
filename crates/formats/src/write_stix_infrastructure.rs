//! The infrastructure behind a network item in a STIX bundle: the cyber observable object it consists of, the country
//! it is located at, and what we hold about its hosting. The indicator `indicates` it.
//!
//! `based-on` would need observed data, which the partners' statements are not.

use std::io;

use model::Country;
use observable::Observable;
use stix::id::object_id;
use stix::write::{Common, Infrastructure, Location, attach_extension, sco};

use crate::category_alias::in_network;
use crate::export::ExportRow;
use crate::write_stix::{Bundle, CONSTANT, PUBLIC, time};
use crate::write_stix_extension as extension;
use crate::write_stix_marking::Marks;

impl Bundle<'_> {
    /// Writes the infrastructure of a row with its links, when the row is a network item.
    pub(crate) fn infrastructure(&mut self, row: &ExportRow, indicator: &str) -> io::Result<()> {
        let Ok(observable) = Observable::parse(row.kind, &row.value) else {
            return Ok(());
        };
        if !in_network(&observable) {
            return Ok(());
        }
        let marks = Marks::of(row);
        let refs = self.marks(marks);
        let refs = [refs[0].as_str(), refs[1].as_str()];
        let id = object_id("infrastructure", row.id.as_bytes());
        let description = description(row);
        let value = Infrastructure {
            common: Common {
                modified: time(self.meta.generated),
                created_by_ref: Some(&self.producer),
                labels: self.labels(),
                confidence: Some(row.confidence.min(100)),
                object_marking_refs: &refs,
                ..Common::new(&id, time(row.first_seen.min(self.meta.generated)))
            },
            name: &row.defanged,
            description: Some(&description),
            infrastructure_types: &[row.category.facts().stix_infrastructure_type.as_str()],
            first_seen: Some(time(row.first_seen)),
            last_seen: Some(time(row.last_seen.max(row.first_seen))),
        }
        .to_value()
        .and_then(|mut value| {
            let properties = extension::hosting(row);
            if !properties.is_empty() {
                attach_extension(&mut value, &extension::id(), properties)?;
            }
            Ok(value)
        });
        self.list(&id, value)?;
        self.relate(indicator, "indicates", &id, marks)?;
        if let (Some(object), Some(object_id)) = (sco(&observable, &refs), observable.sco_id()) {
            self.list(&object_id, Ok(object))?;
            self.relate(&id, "consists-of", &object_id, marks)?;
        }
        if let Some(country) = row.country {
            let location = self.location(country)?;
            self.relate(&id, "located-at", &location, marks)?;
        }
        Ok(())
    }

    /// Writes the location of a country, once; gives its identifier.
    fn location(&mut self, country: Country) -> io::Result<String> {
        let id = object_id("location", country.code().as_bytes());
        let refs = self.marks(PUBLIC);
        let value = Location {
            common: Common {
                created_by_ref: Some(&self.producer),
                object_marking_refs: &[&refs[0], &refs[1]],
                ..Common::new(&id, CONSTANT)
            },
            name: Some(country.code()),
            region: None,
            country: Some(country.code()),
        }
        .to_value();
        self.list(&id, value)?;
        Ok(id)
    }
}

/// Hosting in words, for readers that do not know our extension.
fn description(row: &ExportRow) -> String {
    let network = match (row.asn, extension::network(row)) {
        (Some(asn), Some(name)) => Some(format!("AS{asn} {name}")),
        (Some(asn), None) => Some(format!("AS{asn}")),
        (None, name) => name,
    };
    let parts = [
        network,
        row.registered
            .map(|country| format!("registered {country}")),
        row.located.map(|country| format!("located {country}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
