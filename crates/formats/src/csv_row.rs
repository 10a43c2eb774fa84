//! One row of a partner's CSV: from mapped columns to drafts or a refusal that names the column.

use model::{
    Admiralty, Category, Country, Draft, Liveness, Ownership, Pap, Reason, StatedHosting, Tlp, Utc,
};
use observable::{Kind, Observable};

use crate::columns::because;
use crate::csv::{HASH_FIELDS, ITEM_FIELDS, Proposal, bind, has_item};
use crate::listing::{Defaults, Rows};
use crate::table::{Record, TableFormat};
use crate::value::{Fault, address, asn, endpoint, name_or_address, of_kind, past, port};
use crate::words::{TypeLabel, category, confidence, is_null, type_label};
use crate::{Context, CsvMapping};

/// Column of each field; bound once, so that a row costs no look-up by name.
#[derive(Debug, Default)]
struct Columns {
    items: Vec<(&'static str, usize)>,
    hashes: Vec<(&'static str, usize)>,
    kind: Option<usize>,
    /// Everything else, in the order of the columns.
    rest: Vec<(Field, usize, Box<str>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Port,
    Category,
    FirstSeen,
    LastSeen,
    ValidUntil,
    Confidence,
    Grade,
    Tlp,
    Pap,
    Malware,
    Campaign,
    Actor,
    Why,
    Comment,
    Ownership,
    Liveness,
    TargetCountry,
    Target,
    Country,
    Asn,
    Network,
    Reference,
    ExternalId,
    Tags,
    Upstream,
}

fn field(name: &str) -> Option<Field> {
    Some(match name {
        "port" => Field::Port,
        "category" => Field::Category,
        "first_seen" => Field::FirstSeen,
        "last_seen" => Field::LastSeen,
        "valid_until" => Field::ValidUntil,
        "confidence" => Field::Confidence,
        "grade" => Field::Grade,
        "tlp" => Field::Tlp,
        "pap" => Field::Pap,
        "malware" => Field::Malware,
        "campaign" => Field::Campaign,
        "actor" => Field::Actor,
        "why" => Field::Why,
        "comment" => Field::Comment,
        "ownership" => Field::Ownership,
        "liveness" => Field::Liveness,
        "target_country" => Field::TargetCountry,
        "target" => Field::Target,
        "country" => Field::Country,
        "asn" => Field::Asn,
        "network" => Field::Network,
        "reference" => Field::Reference,
        "external_id" => Field::ExternalId,
        "tags" => Field::Tags,
        "upstream" => Field::Upstream,
        _ => return None,
    })
}

/// Reads a partner's CSV.
pub struct Generic {
    defaults: Defaults,
    columns: Columns,
    width: usize,
    /// A header is expected; until it has come the columns may change.
    header: bool,
    fixed: bool,
    remarks: Vec<String>,
    /// Words of the category column and what they mean; few.
    categories: Vec<(String, Option<Category>)>,
    /// Fields that could not be read and were left out: column, count, example.
    left_out: Vec<(Box<str>, u64, String)>,
}

impl Generic {
    /// With a saved mapping.
    #[must_use]
    pub fn mapped(context: &Context, mapping: &CsvMapping) -> Generic {
        let mut generic = Generic::new(context, mapping);
        generic.fixed = true;
        generic.remarks.extend(
            mapping
                .columns
                .keys()
                .filter(|name| {
                    field(name).is_none()
                        && !ITEM_FIELDS.contains(&name.as_str())
                        && !HASH_FIELDS.contains(&name.as_str())
                        && *name != "type"
                })
                .map(|name| format!("the mapping names a field that does not exist: {name}")),
        );
        generic
    }

    /// With what recognition proposes.
    #[must_use]
    pub fn proposed(context: &Context, proposal: Option<Proposal>) -> Generic {
        let Some(proposal) = proposal else {
            let mapping = CsvMapping {
                header: true,
                ..CsvMapping::default()
            };
            return Generic::new(context, &mapping);
        };
        let mut generic = Generic::new(context, &proposal.mapping);
        if !proposal.unknown.is_empty() {
            generic.remarks.push(format!(
                "columns without a known meaning were left out: {}",
                proposal.unknown.join(", ")
            ));
        }
        generic
    }

    fn new(context: &Context, mapping: &CsvMapping) -> Generic {
        let mut generic = Generic {
            defaults: Defaults::new(context, None, None),
            columns: Columns::default(),
            width: 0,
            header: mapping.header,
            fixed: false,
            remarks: Vec::new(),
            categories: Vec::new(),
            left_out: Vec::new(),
        };
        generic.bind(mapping, |position| format!("column {}", position + 1));
        generic
    }

    fn bind(&mut self, mapping: &CsvMapping, name: impl Fn(usize) -> String) {
        let at = |field: &&'static str| {
            mapping
                .columns
                .get(*field)
                .map(|position| (*field, *position))
        };
        self.columns = Columns {
            items: ITEM_FIELDS.iter().filter_map(at).collect(),
            hashes: HASH_FIELDS.iter().filter_map(at).collect(),
            kind: mapping.columns.get("type").copied(),
            rest: mapping
                .columns
                .iter()
                .filter_map(|(key, position)| {
                    Some((field(key)?, *position, name(*position).into()))
                })
                .collect(),
        };
        self.columns.rest.sort_by_key(|(_, position, _)| *position);
    }

    fn leave_out(&mut self, column: usize, text: &str) {
        let name = self.columns.rest[column].2.clone();
        match self.left_out.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, count, _)) => *count += 1,
            None => self
                .left_out
                .push((name, 1, text.chars().take(40).collect())),
        }
    }

    fn category(&mut self, text: &str) -> Option<Category> {
        if let Some((_, known)) = self.categories.iter().find(|(word, _)| word == text) {
            return *known;
        }
        let found = category(text);
        if self.categories.len() < 100 {
            self.categories.push((text.to_owned(), found));
        }
        found
    }

    fn record(&mut self, number: u64, record: &Record, rows: &mut Rows) -> Result<(), Fault> {
        let extra = (self.width..record.len()).any(|position| !record.get(position).is_empty());
        if record.len() < self.width || extra {
            return Err(Fault::new(
                Reason::Malformed,
                format!("{} columns, {} are expected", record.len(), self.width),
            ));
        }
        let (observable, port) = self.item(record)?;
        let mut draft = Draft::new(model::Place::row(number), observable);
        draft.port = port;
        draft.category = self.defaults.category;
        self.fill(record, &mut draft)?;
        record.raw().clone_into(&mut draft.raw);

        if self.columns.hashes.len() > 1
            || !self.columns.items.is_empty() && !self.columns.hashes.is_empty()
        {
            self.further_hashes(number, record, &draft, rows);
        }
        rows.draft(draft);
        Ok(())
    }

    /// Further hashes of the same file say the same.
    fn further_hashes(&self, number: u64, record: &Record, draft: &Draft, rows: &mut Rows) {
        for (name, position) in &self.columns.hashes {
            let text = record.get(*position);
            if is_null(text) {
                continue;
            }
            match hash(name, text) {
                Ok(observable) if observable == draft.observable => {}
                Ok(observable) => rows.draft(Draft {
                    observable,
                    port: None,
                    ..draft.clone()
                }),
                Err(fault) => rows.refuse(fault.in_column(name).refusal(number, record.raw())),
            }
        }
    }

    /// The value and the port beside it.
    fn item(&self, record: &Record) -> Result<(Observable, Option<u16>), Fault> {
        let filled = self
            .columns
            .items
            .iter()
            .find(|(_, position)| !is_null(record.get(*position)));
        let Some(&(name, position)) = filled else {
            let hash_column = self
                .columns
                .hashes
                .iter()
                .find(|(_, position)| !is_null(record.get(*position)));
            let Some(&(name, position)) = hash_column else {
                return Err(
                    Fault::new(Reason::MissingValue, "the row has no value").in_column(
                        self.columns
                            .items
                            .first()
                            .or(self.columns.hashes.first())
                            .map_or("value", |(name, _)| name),
                    ),
                );
            };
            return hash(name, record.get(position))
                .map(|observable| (observable, None))
                .map_err(|fault| fault.in_column(name));
        };
        let text = without_guard(record.get(position));
        let label = self
            .columns
            .kind
            .map(|kind| record.get(kind))
            .filter(|label| name == "value" && !is_null(label));
        let plain =
            |outcome: Result<Observable, Fault>| outcome.map(|observable| (observable, None));
        let outcome = match name {
            "ip" => any(text),
            "url" => plain(of_kind(Kind::Url, text)),
            "domain" => any(text),
            "email" => plain(of_kind(Kind::Email, text)),
            _ => match label.map(|label| type_label(label).ok_or(label)) {
                None => any(text),
                Some(Err(label)) => {
                    let shown: String = label.chars().take(60).collect();
                    return Err(Fault::new(
                        Reason::UnknownType,
                        format!("{shown:?} is no type of indicator known here"),
                    )
                    .in_column("type"));
                }
                Some(Ok(TypeLabel::Kind(kind))) => plain(of_kind(kind, text)),
                Some(Ok(TypeLabel::Ip)) => plain(address(text)),
                Some(Ok(TypeLabel::Host)) => plain(name_or_address(text)),
                Some(Ok(TypeLabel::Endpoint)) => any(text),
                Some(Ok(TypeLabel::Hash)) => plain(hash("hash", text)),
            },
        };
        outcome.map_err(|fault| fault.in_column(name))
    }

    fn fill(&mut self, record: &Record, draft: &mut Draft) -> Result<(), Fault> {
        let mut stated = StatedHosting::default();
        for index in 0..self.columns.rest.len() {
            let (field, position, _) = self.columns.rest[index];
            let text = record.get(position);
            if is_null(text) {
                continue;
            }
            let column = |fault: Fault| fault.in_column(&self.columns.rest[index].2);
            let unreadable = |what: &str| {
                let shown: String = text.chars().take(60).collect();
                Fault::new(Reason::Malformed, format!("{shown:?} {what}"))
                    .in_column(&self.columns.rest[index].2)
            };
            match field {
                Field::Port => draft.port = Some(port(text).map_err(column)?),
                Field::FirstSeen => {
                    draft.first_seen = Some(past(text, self.defaults.received).map_err(column)?);
                }
                Field::LastSeen => {
                    draft.last_seen = Some(past(text, self.defaults.received).map_err(column)?);
                }
                Field::ValidUntil => {
                    draft.valid_until =
                        Some(Utc::parse(text).map_err(|error| {
                            column(Fault::new(Reason::BadDate, error.to_string()))
                        })?);
                }
                Field::Confidence => {
                    draft.confidence = Some(confidence(text).ok_or_else(|| {
                        unreadable("is no confidence (0 to 100, or low, medium, high)")
                    })?);
                }
                Field::Tlp => {
                    draft.tlp = Some(Tlp::parse(text).ok_or_else(|| {
                        unreadable("is no TLP marking (CLEAR, GREEN, AMBER, AMBER+STRICT, RED)")
                    })?);
                }
                Field::Pap => {
                    draft.pap = Some(Pap::parse(text).ok_or_else(|| {
                        unreadable("is no PAP marking (CLEAR, GREEN, AMBER, RED)")
                    })?);
                }
                Field::Category => match self.category(text) {
                    Some(category) => draft.category = Some(category),
                    None => {
                        let shown: String = text.chars().take(60).collect();
                        let known: Vec<&str> = Category::all().map(Category::id).collect();
                        let detail =
                            format!("{shown:?} is no category; known: {}", known.join(", "));
                        return Err(Fault::new(Reason::Malformed, detail)
                            .in_column(&self.columns.rest[index].2));
                    }
                },
                Field::Grade => match Admiralty::parse(text) {
                    Some(grade) => draft.grade = Some(grade),
                    None => self.leave_out(index, text),
                },
                Field::Ownership => match Ownership::parse(text) {
                    Some(ownership) => draft.ownership = ownership,
                    None => self.leave_out(index, text),
                },
                Field::Country => match Country::parse(text) {
                    Ok(country) => stated.country = Some(country),
                    Err(_) => self.leave_out(index, text),
                },
                Field::Asn => match asn(text) {
                    Some(number) => stated.asn = Some(number),
                    None => self.leave_out(index, text),
                },
                Field::TargetCountry => {
                    for code in text
                        .split([',', ';', '/', ' ', '|'])
                        .filter(|code| !code.is_empty())
                    {
                        match Country::parse(code) {
                            Ok(country) => draft.target_countries.push(country),
                            Err(_) => self.leave_out(index, code),
                        }
                    }
                }
                Field::Liveness => draft.liveness = Liveness::parse(text),
                Field::Tags => {
                    draft.tags = text
                        .split([',', ';', '|'])
                        .map(str::trim)
                        .filter(|tag| !tag.is_empty())
                        .map(str::to_owned)
                        .collect();
                }
                Field::Network => stated.network = Some(text.to_owned()),
                Field::Malware => draft.malware = Some(text.to_owned()),
                Field::Campaign => draft.campaign = Some(text.to_owned()),
                Field::Actor => draft.actor = Some(text.to_owned()),
                Field::Why => draft.why = Some(text.to_owned()),
                Field::Comment => draft.comment = Some(text.to_owned()),
                Field::Target => draft.target = Some(text.to_owned()),
                Field::Reference => draft.reference = Some(text.to_owned()),
                Field::ExternalId => draft.external_id = Some(text.to_owned()),
                Field::Upstream => draft.upstream = Some(text.to_owned()),
            }
        }
        if draft.why.is_none() {
            draft.why = draft.comment.clone().or_else(|| because("", &draft.tags));
        }
        if stated != StatedHosting::default() {
            draft.stated = Some(stated);
        }
        if let (Some(first), Some(last)) = (draft.first_seen, draft.last_seen)
            && first > last
        {
            return Err(Fault::new(
                Reason::BadDate,
                format!("first seen {first} is after last seen {last}"),
            )
            .in_column("last_seen"));
        }
        Ok(())
    }
}

/// Without the apostrophe that keeps a spreadsheet from taking a cell for a formula (our own CSV export writes it).
fn without_guard(text: &str) -> &str {
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@', ..] => &text[1..],
        _ => text,
    }
}

fn any(text: &str) -> Result<(Observable, Option<u16>), Fault> {
    endpoint(text).map(|found| (found.observable, found.port))
}

fn hash(name: &str, text: &str) -> Result<Observable, Fault> {
    let kind = match (name, text.len()) {
        ("sha256", _) | ("hash", 64) => Kind::Sha256,
        ("sha1", _) | ("hash", 40) => Kind::Sha1,
        ("md5", _) | ("hash", 32) => Kind::Md5,
        (_, 56) => Kind::Sha224,
        (_, 96) => Kind::Sha384,
        (_, 128) => Kind::Sha512,
        _ => return any(text).map(|(observable, _)| observable),
    };
    of_kind(kind, text)
}

impl TableFormat for Generic {
    fn header(&mut self, record: &Record, commented: bool) -> bool {
        if commented && !self.header {
            return false;
        }
        if self.header {
            let (mapping, _) = bind(record.iter());
            let fits = has_item(&mapping) && (record.len() > 1 || !commented);
            if commented && !fits {
                return false;
            }
            self.header = false;
            self.width = record.len();
            let names: Vec<String> = record.iter().map(str::to_owned).collect();
            let name = |position: usize| names.get(position).cloned().unwrap_or_default();
            if self.fixed {
                for (_, position, label) in &mut self.columns.rest {
                    *label = name(*position).into();
                }
            } else if fits {
                self.bind(&mapping, name);
                self.ignored_items();
            } else {
                self.remarks.push(
                    "the header names no column that holds a value; every row is refused"
                        .to_owned(),
                );
            }
            return true;
        }
        false
    }

    fn row(&mut self, number: u64, record: &Record, rows: &mut Rows) {
        if self.width == 0 {
            self.width = record.len();
        }
        if let Err(fault) = self.record(number, record, rows) {
            rows.refuse(fault.refusal(number, record.raw()));
        }
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = self.remarks.clone();
        for (column, count, example) in &self.left_out {
            remarks.push(format!("column {column}: {count} entries could not be read and were left out, for example {example:?}"));
        }
        remarks
    }
}

impl Generic {
    /// Says which item columns stand back behind a stronger one.
    fn ignored_items(&mut self) {
        if let [(first, _), weaker @ ..] = self.columns.items.as_slice()
            && !weaker.is_empty()
        {
            let names: Vec<&str> = weaker.iter().map(|(name, _)| *name).collect();
            self.remarks.push(format!(
                "the item is the column {first}; {} is taken only where that is empty",
                names.join(", ")
            ));
        }
    }
}
