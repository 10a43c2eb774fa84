//! OpenIOC 1.0: an XML document of `Indicator` trees with `IndicatorItem`s.
//!
//! What an item is comes from the search term of its `Context`. `AND` branches name the same values as `OR` branches; that
//! the combination is lost is said in a remark. No entity but XML's own five is resolved (no expansion bombs).

use std::io::BufRead;

use model::{Draft, Place, Reason, Refusal, Utc};
use observable::{Kind, Observable};
use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;

use crate::decoded::Decoded;
use crate::fields::{MAX_TEXT, clean, joined, parse_value, reason_of};
use crate::json_feed::Notes;
use crate::{Context, Detection, Format, FormatError, KeptObject, Reader, Row, Sample};

/// OpenIOC 1.0.
pub struct OpenIoc;

impl Format for OpenIoc {
    fn id(&self) -> &'static str {
        "openioc"
    }

    fn title(&self) -> &'static str {
        "OpenIOC 1.0 (XML)"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        let text = sample.text.trim_start_matches('\u{FEFF}').trim_start();
        (text.starts_with('<') && (text.contains("<ioc ") || text.contains("<ioc>"))).then(|| {
            Detection {
                sureness: if text.contains("schemas.mandiant.com/2010/ioc") {
                    99
                } else {
                    90
                },
                why: "XML with an ioc element".to_owned(),
            }
        })
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        let mut xml = XmlReader::from_reader(Decoded::new(input));
        xml.config_mut().check_end_names = false;
        Ok(Box::new(OpenIocReader {
            xml,
            buffer: Vec::new(),
            context: context.clone(),
            path: Vec::new(),
            document: Document::default(),
            item: None,
            number: 0,
            notes: Notes::default(),
            done: false,
        }))
    }
}

/// What the document says about all items.
#[derive(Default)]
struct Document {
    name: Option<String>,
    description: Option<String>,
    author: Option<String>,
    date: Option<Utc>,
    reference: Option<String>,
}

/// The item being read.
#[derive(Default)]
struct Item {
    id: Option<String>,
    condition: String,
    search: String,
    content: String,
    too_long: bool,
}

struct OpenIocReader<'a> {
    xml: XmlReader<Decoded<Box<dyn BufRead + Send + 'a>>>,
    buffer: Vec<u8>,
    context: Context,
    path: Vec<String>,
    document: Document,
    item: Option<Item>,
    number: u64,
    notes: Notes,
    done: bool,
}

/// The kind that a search term stands for.
fn kind_of(search: &str, text: &str) -> Option<Kind> {
    let address = |text: &str| match text {
        _ if text.contains('/') => Kind::Cidr,
        _ if text.contains(':') => Kind::Ipv6,
        _ => Kind::Ipv4,
    };
    Some(match search.to_ascii_lowercase().as_str() {
        "fileitem/md5sum"
        | "driveritem/md5sum"
        | "serviceitem/servicedllmd5sum"
        | "processitem/md5sum"
        | "taskitem/md5sum" => Kind::Md5,
        "fileitem/sha1sum" | "driveritem/sha1sum" | "processitem/sha1sum" => Kind::Sha1,
        "fileitem/sha256sum" | "driveritem/sha256sum" | "processitem/sha256sum" => Kind::Sha256,
        "fileitem/filename"
        | "driveritem/drivername"
        | "processitem/name"
        | "fileitem/peinfo/exports/dllname" => Kind::FileName,
        "fileitem/fullpath" | "fileitem/filepath" | "processitem/path" => Kind::FilePath,
        "network/dns" | "dnsentryitem/host" | "dnsentryitem/recordname" => Kind::Domain,
        "portitem/remoteip"
        | "routeentryitem/destination"
        | "arpentryitem/ipv4address"
        | "network/ip" => address(text),
        // A "URI" may be a bare host name.
        "network/uri" | "urlhistoryitem/url" | "network/url" if text.contains("://") => Kind::Url,
        "network/uri" | "urlhistoryitem/url" | "network/url" => match Observable::guess(text) {
            Ok(found)
                if matches!(
                    found.kind(),
                    Kind::Domain | Kind::Ipv4 | Kind::Ipv6 | Kind::Url | Kind::Onion
                ) =>
            {
                found.kind()
            }
            _ => Kind::Url,
        },
        "network/useragent" => Kind::UserAgent,
        "email/from" | "email/to" | "email/cc" | "email/receivedfromip" if text.contains('@') => {
            Kind::Email
        }
        "email/receivedfromip" => address(text),
        "processitem/handlelist/handle/name" | "processitem/mutex" => Kind::Mutex,
        "registryitem/path" | "registryitem/keypath" => Kind::RegistryKey,
        _ => return None,
    })
}

impl OpenIocReader<'_> {
    /// Handles one event of the XML; rows come from ends of items.
    fn step(&mut self) -> Option<Option<Row>> {
        self.buffer.clear();
        let event = match self.xml.read_event_into(&mut self.buffer) {
            Ok(event) => event.into_owned(),
            Err(error) => {
                self.done = true;
                let detail = format!(
                    "byte {}: not well-formed XML: {error}; nothing after this was read",
                    self.xml.error_position()
                );
                return Some(Some(self.refused(Reason::Malformed, detail, "")));
            }
        };
        let row = match event {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                self.attributes(&name, &tag);
                self.path.push(name);
                if self.path.len() > self.context.limits.depth {
                    self.done = true;
                    let detail = format!(
                        "nested deeper than {} levels (limit depth); nothing after this was read",
                        self.context.limits.depth
                    );
                    return Some(Some(self.refused(Reason::TooDeep, detail, "")));
                }
                None
            }
            Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                self.attributes(&name, &tag);
                None
            }
            Event::Text(text) => {
                self.text(&text);
                None
            }
            Event::CData(text) => {
                self.text(&text);
                None
            }
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    _ => match &*reference {
                        "amp" => "&".to_owned(),
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        other => {
                            self.notes
                                .remark(format!("the entity {} was not resolved", clean(other)));
                            String::new()
                        }
                    },
                };
                self.text(&known);
                None
            }
            Event::End(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                self.path.pop();
                if name == "IndicatorItem" {
                    self.item.take().map(|item| self.row(item))
                } else {
                    None
                }
            }
            Event::Eof => {
                self.done = true;
                if self.path.is_empty() {
                    return None;
                }
                let place = self.path.join("/");
                Some(self.refused(
                    Reason::Truncated,
                    format!("the input ends inside {place}"),
                    "",
                ))
            }
            _ => None,
        };
        Some(row)
    }

    fn refused(&mut self, reason: Reason, detail: String, raw: &str) -> Row {
        self.number += 1;
        Row::Refused(Refusal::new(Place::row(self.number), reason, detail, raw))
    }

    fn attributes(&mut self, name: &str, tag: &quick_xml::events::BytesStart<'_>) {
        let value = |wanted: &str| {
            tag.attributes()
                .flatten()
                .take(20)
                .find(|attribute| attribute.key.local_name().as_ref() == wanted)
                .map(|attribute| clean(&attribute.value))
        };
        match name {
            "IndicatorItem" => {
                self.item = Some(Item {
                    id: value("id"),
                    condition: value("condition").unwrap_or_default(),
                    ..Item::default()
                });
            }
            "Indicator" if value("operator").as_deref() == Some("AND") => {
                self.notes
                    .remark("items joined with AND were taken in one by one".to_owned());
            }
            "Context" => {
                if let Some(item) = &mut self.item {
                    item.search = value("search").unwrap_or_default();
                }
            }
            "link" if self.item.is_none() && self.document.reference.is_none() => {
                self.document.reference = value("href");
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(name) = self.path.last() else { return };
        if let Some(item) = &mut self.item {
            if name == "Content" {
                if item.content.len() + text.len() <= self.context.limits.item_bytes {
                    item.content.push_str(text);
                } else {
                    item.too_long = true;
                }
            }
            return;
        }
        let document = &mut self.document;
        match name.as_str() {
            // References come as pieces of their own.
            "short_description" => append(&mut document.name, text),
            "description" => append(&mut document.description, text),
            "authored_by" => append(&mut document.author, text),
            "authored_date" => document.date = document.date.or(Utc::parse(text).ok()),
            _ => {}
        }
    }

    fn row(&mut self, item: Item) -> Row {
        self.number += 1;
        let place = Place::at(self.number, item.search.clone());
        let text = item.content.trim();
        let refuse = |reason, detail: String| {
            Row::Refused(Refusal::new(place.clone(), reason, detail, text))
        };
        if item.too_long {
            return refuse(
                Reason::TooLong,
                format!(
                    "longer than {} bytes (limit item_bytes)",
                    self.context.limits.item_bytes
                ),
            );
        }
        if text.is_empty() {
            return refuse(Reason::MissingValue, "the item has no Content".to_owned());
        }
        let Some(kind) = kind_of(&item.search, text) else {
            return Row::Kept(KeptObject {
                place, object_type: format!("openioc:{}", item.search), id: item.id.unwrap_or_default(), version: None,
                name: Some(clean(text).chars().take(200).collect()), source_ref: None, target_ref: None, confidence: None,
                json: serde_json::json!({ "search": item.search, "condition": item.condition, "content": item.content }).to_string().into(),
                not_extracted: vec![format!("{} has no kind of indicator", item.search)],
            });
        };
        match parse_value(kind, text) {
            Ok(observable) => {
                let mut draft = Draft::new(place, observable);
                draft.category = self.context.category;
                draft.first_seen = self.document.date;
                draft.last_seen = self.document.date;
                draft.external_id = item.id;
                draft.reference.clone_from(&self.document.reference);
                draft.why = joined(&[
                    self.document.name.as_deref().map(clean),
                    self.document.description.as_deref().map(clean),
                    self.document
                        .author
                        .as_deref()
                        .map(|name| format!("by {}", clean(name))),
                ]);
                draft.comment = (!matches!(item.condition.as_str(), "is" | "contains" | ""))
                    .then(|| format!("condition {}", item.condition));
                draft.raw = text.to_owned();
                Row::Draft(Box::new(draft))
            }
            Err(error) => refuse(reason_of(&error), error.to_string()),
        }
    }
}

/// Adds a piece of text, within the limit of texts.
fn append(whole: &mut Option<String>, piece: &str) {
    let whole = whole.get_or_insert_default();
    if whole.len() + piece.len() <= MAX_TEXT * 4 {
        whole.push_str(piece);
    }
}

impl Iterator for OpenIocReader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.done {
            if let Some(row) = self.step()? {
                return Some(row);
            }
        }
        None
    }
}

impl Reader for OpenIocReader<'_> {
    fn passed_over(&self) -> u64 {
        0
    }

    fn remarks(&self) -> Vec<String> {
        self.notes.remarks().to_vec()
    }
}
