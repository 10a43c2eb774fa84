//! STIX 2.1 and 2.0: bundles, TAXII envelopes, lists of objects, single objects.
//!
//! Every object is kept as sent; indicators, observed data and cyber observables also give drafts. The input is read twice
//! ([`crate::spool`]), so that names that relationships give to an indicator are known wherever they stand.

use std::io::BufRead;

use ::stix::object::{Facts, ObjectError, RawObject, SpecVersion};
use model::{Place, Reason, Refusal};
use serde::Deserialize;

use crate::json::{Action, Item, Piece, Selector, Splitter};
use crate::json_feed::Notes;
use crate::probe::{has_key, json_head};
use crate::spool::Spool;
use crate::stix_drafts::drafts;
use crate::stix_index::Index;
use crate::{Context, Detection, Format, FormatError, KeptObject, Reader, Row, Sample};

/// STIX objects.
pub struct Stix;

impl Format for Stix {
    fn id(&self) -> &'static str {
        "stix"
    }

    fn title(&self) -> &'static str {
        "STIX 2.1 and 2.0 (bundle, TAXII envelope, list of objects, single object)"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        let text = json_head(sample)?;
        let found = |sureness, why: &str| {
            Some(Detection {
                sureness,
                why: why.to_owned(),
            })
        };
        if text.contains("\"bundle--") && has_key(text, "id") {
            return found(100, "JSON with the identifier of a STIX bundle");
        }
        let object = has_key(text, "type")
            && has_key(text, "id")
            && [
                "indicator--",
                "relationship--",
                "report--",
                "malware--",
                "observed-data--",
                "ipv4-addr--",
                "domain-name--",
                "url--",
                "identity--",
                "marking-definition--",
                "file--",
                "campaign--",
                "threat-actor--",
                "infrastructure--",
                "sighting--",
                "ipv6-addr--",
                "attack-pattern--",
                "intrusion-set--",
                "course-of-action--",
                "email-addr--",
                "network-traffic--",
                "autonomous-system--",
            ]
            .iter()
            .any(|prefix| text.contains(&format!("\"{prefix}")));
        if object && has_key(text, "objects") {
            return found(
                96,
                "JSON with objects that have STIX identifiers (TAXII envelope)",
            );
        }
        if object {
            return found(94, "JSON objects with STIX identifiers");
        }
        (has_key(text, "spec_version") && has_key(text, "objects")).then_some(())?;
        found(
            85,
            "JSON with objects and spec_version, as STIX bundles have them",
        )
    }

    fn open<'a>(
        &self,
        mut input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        let mut spool = Spool::copy(&mut input, context)?;
        let head = head(&mut spool, context);
        spool.rewind(context)?;
        let mut notes = Notes::default();
        let mut index = Index::default();
        for piece in Splitter::many(spool.first_pass(), &context.limits, selector(&head)) {
            if let Piece::Item(item) = piece
                && let Ok(object) = RawObject::parse_in(&item.text().0, head.version)
            {
                index.add(&object);
            }
        }
        index.remark(&mut notes);
        spool.rewind(context)?;
        let pieces = Splitter::many(spool, &context.limits, selector(&head));
        Ok(Box::new(StixReader {
            pieces,
            version: head.version,
            index,
            notes,
            context: context.clone(),
            pending: Vec::new().into_iter(),
            found: false,
        }))
    }
}

/// What the document says about itself.
struct Head {
    bare: bool,
    version: Option<SpecVersion>,
}

/// Looks at the outermost members: a single object has a type other than `bundle`.
fn head(spool: &mut Spool, context: &Context) -> Head {
    let select = |path: &str| match path {
        "" => Action::Descend,
        "/type" | "/spec_version" => Action::Take,
        _ => Action::Skip,
    };
    let mut head = Head {
        bare: false,
        version: None,
    };
    for piece in Splitter::new(spool.first_pass(), &context.limits, Box::new(select)) {
        let Piece::Item(item) = piece else { continue };
        let text = item.text().0.into_owned();
        match item.path.as_str() {
            "/type" => head.bare = text != "\"bundle\"",
            "/spec_version" => {
                head.version = match text.as_str() {
                    "\"2.0\"" => Some(SpecVersion::V20),
                    "\"2.1\"" => Some(SpecVersion::V21),
                    _ => None,
                }
            }
            _ => {}
        }
    }
    head
}

fn selector(head: &Head) -> Selector {
    if head.bare {
        return Box::new(|_| Action::Take);
    }
    Box::new(|path| match path {
        "" | "/objects" => Action::Descend,
        "/objects/*" | "/*" => Action::Take,
        _ => Action::Skip,
    })
}

struct StixReader {
    pieces: Splitter<Spool>,
    version: Option<SpecVersion>,
    index: Index,
    notes: Notes,
    context: Context,
    pending: std::vec::IntoIter<Row>,
    found: bool,
}

/// The version as it was written.
#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    modified: Option<serde_json::Value>,
    #[serde(default)]
    created: Option<serde_json::Value>,
}

impl StixReader {
    fn of_item(&mut self, item: &Item) -> Vec<Row> {
        let (text, narrow) = item.text();
        if narrow {
            self.notes
                .remark("not UTF-8: read as Windows-1252".to_owned());
        }
        let place = Place::row(item.number);
        if !matches!(item.path.as_str(), "" | "/*" | "/objects/*") {
            let detail = "\"objects\" should be a list";
            return vec![Row::Refused(Refusal::new(
                place,
                Reason::Malformed,
                detail,
                &text,
            ))];
        }
        let object = match RawObject::parse_in(&text, self.version) {
            Ok(object) => object,
            Err(error) => {
                // The place in the whole input is better than the one in the object.
                if let Err(refusal) = item.value() {
                    return vec![Row::Refused(refusal)];
                }
                let reason = match error {
                    ObjectError::TooLarge(_) => Reason::TooLong,
                    ObjectError::TooDeep { .. } => Reason::TooDeep,
                    _ => Reason::Malformed,
                };
                return vec![Row::Refused(Refusal::new(
                    place,
                    reason,
                    error.to_string(),
                    &text,
                ))];
            }
        };
        if object.object_type == "bundle" {
            let detail = "a bundle inside another document: hand it in by itself";
            return vec![Row::Refused(Refusal::new(
                place,
                Reason::Malformed,
                detail,
                &text,
            ))];
        }
        let (rows, not_extracted) = drafts(&object, &self.index, &place, &self.context);
        let mut all = vec![Row::Kept(kept(&object, place, not_extracted))];
        if object.revoked {
            // Kept as sent (DOMAIN rule 14); what it would have stated is withdrawn.
            all.extend(rows.into_iter().map(|row| retracted(row, &object)));
        } else {
            all.extend(rows);
        }
        all
    }
}

/// A statement of a revoked object, as the refusal that it comes to.
fn retracted(row: Row, object: &RawObject) -> Row {
    let place = match row {
        Row::Draft(draft) => draft.place,
        Row::Refused(refusal) => refusal.place,
        Row::Kept(_) => return row,
    };
    let detail = format!("{} is revoked by its source", object.id);
    Row::Refused(Refusal::new(
        place,
        Reason::Retracted,
        detail,
        object.text(),
    ))
}

fn kept(object: &RawObject, place: Place, not_extracted: Vec<String>) -> KeptObject {
    let (mut name, mut source_ref, mut target_ref) = (object.name.clone(), None, None);
    match &object.facts {
        Facts::Relationship {
            relationship_type,
            source_ref: source,
            target_ref: target,
        } => {
            name = Some(relationship_type.clone());
            source_ref = Some(source.clone());
            target_ref = Some(target.clone());
        }
        Facts::Sighting(sighting) => source_ref = Some(sighting.sighting_of_ref.clone()),
        _ => {}
    }
    let versions: Option<Versions> = serde_json::from_str(object.text()).ok();
    let version = versions
        .and_then(|versions| versions.modified.or(versions.created))
        .as_ref()
        .and_then(crate::fields::scalar);
    KeptObject {
        place,
        object_type: object.object_type.clone(),
        id: object.id.clone(),
        version,
        name: name.map(|name| crate::fields::clean(&name)),
        source_ref,
        target_ref,
        confidence: object.confidence,
        json: object.text().into(),
        not_extracted,
    }
}

impl Iterator for StixReader {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.pending.next() {
                return Some(row);
            }
            match self.pieces.next() {
                Some(Piece::Item(item)) => {
                    self.found = true;
                    self.pending = self.of_item(&item).into_iter();
                }
                Some(Piece::Fault(fault)) => {
                    self.found = true;
                    return Some(Row::Refused(fault.refusal()));
                }
                None if !self.found => {
                    self.found = true;
                    self.notes.remark("the document has no objects".to_owned());
                    return None;
                }
                None => return None,
            }
        }
    }
}

impl Reader for StixReader {
    fn passed_over(&self) -> u64 {
        self.notes.passed_over
    }

    fn remarks(&self) -> Vec<String> {
        self.notes.remarks().to_vec()
    }
}
