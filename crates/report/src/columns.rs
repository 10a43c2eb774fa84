//! The columns of the item tables: one list for CSV and XLSX, so that both say the same.

use language::{Lang, iso_date, text};

use crate::actions::act_by;
use crate::catalogue::Catalogue;
use crate::input::{Item, ReportInput, local};
use crate::safe;
use crate::wording::{live_key, live_name, ownership_key, territory_key};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// Text, raw.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A moment, seconds since 1970 UTC.
    Time(i64),
}

/// A column: name in CSV (stable, English), key of its heading, width in XLSX (characters).
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) width: f64,
}

const fn column(name: &'static str, heading: &'static str, width: f64) -> Column {
    Column {
        name,
        heading,
        width,
    }
}

/// The columns in order.
pub(crate) const COLUMNS: &[Column] = &[
    column("id", "column-id", 24.0),
    column("kind", "column-kind", 10.0),
    column("value", "column-value", 44.0),
    column("safe_value", "column-safe-value", 44.0),
    column("port", "column-port", 8.0),
    column("category", "column-category", 26.0),
    column("malware", "column-malware", 18.0),
    column("campaign", "column-campaign", 18.0),
    column("ownership", "column-ownership", 16.0),
    column("state", "column-state", 13.0),
    column("act_by", "column-act-by", 17.0),
    column("first_seen", "column-first-seen", 17.0),
    column("last_seen", "column-last-seen", 17.0),
    column("last_verified", "column-last-verified", 17.0),
    column("registered_in", "column-registered", 12.0),
    column("located_in", "column-located", 12.0),
    column("reason", "column-territory", 30.0),
    column("asn", "column-asn", 12.0),
    column("network", "column-network", 30.0),
    column("hoster", "column-hoster", 26.0),
    column("registrable_domain", "column-domain", 26.0),
    column("confidence", "column-confidence", 11.0),
    column("confidence_why", "column-confidence-why", 34.0),
    column("grade", "column-grade", 8.0),
    column("source_count", "column-sources", 9.0),
    column("source_labels", "column-source-labels", 26.0),
    column("why", "column-why", 44.0),
    column("warnings", "column-warnings", 24.0),
    column("tlp", "TLP", 17.0),
    column("pap", "PAP", 12.0),
    column("target_countries", "column-targets", 14.0),
    column("brands", "column-brands", 18.0),
    column("actions", "column-actions", 30.0),
];

/// Who reads the table: names for machines, words for people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Machine,
    Person,
}

/// The cells of an item, one for each of [`COLUMNS`].
pub(crate) fn cells(
    input: &ReportInput,
    item: &Item,
    catalogue: &Catalogue,
    lang: Lang,
    reader: Reader,
) -> Vec<Cell> {
    let person = reader == Reader::Person;
    let own = |text: &str| {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text.to_owned())
        }
    };
    let maybe = |text: &Option<String>| text.as_deref().map_or(Cell::Empty, own);
    let many = |texts: &[String]| own(&texts.join("; "));
    let time = |at: Option<i64>| at.map_or(Cell::Empty, Cell::Time);
    let word = |key: &str, name: &str| {
        if person {
            text(lang, key)
        } else {
            name.to_owned()
        }
    };
    let reasons: Vec<String> = item
        .territory
        .iter()
        .map(|t| {
            let key = territory_key(*t);
            word(key, key.trim_start_matches("territory-"))
        })
        .collect();
    let ownership = ownership_key(item.ownership);
    let category = if person {
        catalogue.category_label(lang, &item.category)
    } else {
        item.category.clone()
    };
    vec![
        own(&item.id),
        own(&item.kind),
        own(&item.value),
        own(&safe::clean(
            &safe::defang(&item.kind, &item.value),
            usize::MAX,
        )),
        item.port
            .map_or(Cell::Empty, |port| Cell::Number(i64::from(port))),
        own(&category),
        maybe(&item.malware),
        maybe(&item.campaign),
        own(&word(ownership, ownership.trim_start_matches("ownership-"))),
        own(&word(live_key(item.live), live_name(item.live))),
        Cell::Time(act_by(catalogue, item, input.generated_at)),
        time(item.first_seen),
        time(item.last_seen),
        time(item.last_verified),
        maybe(&item.registered_country),
        maybe(&item.located_country),
        own(&reasons.join("; ")),
        item.asn
            .map_or(Cell::Empty, |asn| Cell::Number(i64::from(asn))),
        maybe(&item.network),
        maybe(&item.hoster),
        maybe(&item.registrable_domain),
        Cell::Number(i64::from(item.confidence.min(100))),
        local(&item.confidence_why, lang.code()).map_or(Cell::Empty, own),
        own(&item.grade),
        Cell::Number(i64::from(item.source_count)),
        many(&item.source_labels),
        own(&item.why),
        many(&item.warnings),
        own(item.tlp.label()),
        own(item.pap.label()),
        many(&item.target_countries),
        many(&item.brands),
        many(&item.action_ids),
    ]
}

/// The heading of a column.
pub(crate) fn heading(column: &Column, lang: Lang) -> String {
    if language::has(lang, column.heading) {
        text(lang, column.heading)
    } else {
        column.heading.to_owned()
    }
}

/// The years 1970 to 9999, which every reader of the annexes knows; a moment outside becomes the edge.
pub(crate) fn within(at: i64) -> i64 {
    at.clamp(0, 253_402_300_799)
}

/// RFC 3339, UTC.
pub(crate) fn rfc3339(at: i64) -> String {
    let at = within(at);
    let civil = language::Civil::from_seconds(at);
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        iso_date(at),
        civil.hour,
        civil.minute,
        civil.second
    )
}
