//! Objects that Griot makes, as JSON values with STIX 2.1's required properties in a fixed order.
//!
//! Each builder checks what the standard demands and cannot be seen from the types: identifiers of
//! the right type, times in order, lists that may not be empty. Empty optional lists are left out
//! (STIX 2.1 section 2.8 forbids empty lists).

mod domain;
mod extension;
mod observable;
mod relation;

use serde_json::{Map, Value};

use crate::id::type_of;
use crate::time::Timestamp;

pub use domain::{
    Campaign, CourseOfAction, Identity, Indicator, Infrastructure, Location, Malware, Note, Report,
};
pub use extension::{ExtensionDefinition, attach_extension, tls_fingerprint_extension};
pub use observable::sco;
pub use relation::{Relationship, Sighting};

/// Properties that all our objects have.
#[derive(Clone, Copy, Debug)]
pub struct Common<'a> {
    /// `id`; see [`crate::id::object_id`].
    pub id: &'a str,
    /// `created`
    pub created: Timestamp,
    /// `modified`
    pub modified: Timestamp,
    /// `created_by_ref`: an identity.
    pub created_by_ref: Option<&'a str>,
    /// `revoked`; written only when true.
    pub revoked: bool,
    /// `labels`
    pub labels: &'a [&'a str],
    /// `confidence`, 0 to 100.
    pub confidence: Option<u8>,
    /// `lang`, RFC 5646.
    pub lang: Option<&'a str>,
    /// `external_references`
    pub external_references: &'a [ExternalReference<'a>],
    /// `object_marking_refs`
    pub object_marking_refs: &'a [&'a str],
}

impl<'a> Common<'a> {
    /// An object with this identifier, made at this time, and nothing else said.
    #[must_use]
    pub const fn new(id: &'a str, created: Timestamp) -> Common<'a> {
        Common {
            id,
            created,
            modified: created,
            created_by_ref: None,
            revoked: false,
            labels: &[],
            confidence: None,
            lang: None,
            external_references: &[],
            object_marking_refs: &[],
        }
    }
}

/// `external_references` (STIX 2.1 section 2.5).
#[derive(Clone, Copy, Debug)]
pub struct ExternalReference<'a> {
    /// `source_name`
    pub source_name: &'a str,
    /// `external_id`; needed when there is no `url`.
    pub external_id: Option<&'a str>,
    /// `url`
    pub url: Option<&'a str>,
}

/// Why an object cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A reference or identifier is not of the type it has to be.
    #[error("{property}: {found:?} is no identifier of {wanted}")]
    WrongId {
        /// The property.
        property: &'static str,
        /// What was given.
        found: String,
        /// The type wanted.
        wanted: &'static str,
    },
    /// A text or list that must not be empty is.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// A number outside its range.
    #[error("{property} is {found}; it goes from {from} to {to}")]
    Range {
        /// The property.
        property: &'static str,
        /// What was given.
        found: u64,
        /// Smallest allowed.
        from: u64,
        /// Largest allowed.
        to: u64,
    },
    /// Two times in the wrong order.
    #[error("{later} must not be before {earlier}")]
    Order {
        /// The property that must come first.
        earlier: &'static str,
        /// The property that must come later.
        later: &'static str,
    },
}

/// Any type of object will do.
const ANY: &str = "any type";

/// An object under construction: properties in the order they are written.
struct Draft(Map<String, Value>);

impl Draft {
    /// `type` to `modified`, checked.
    fn start(object_type: &'static str, common: &Common<'_>) -> Result<Draft, WriteError> {
        check_id("id", common.id, object_type)?;
        if let Some(id) = common.created_by_ref {
            check_id("created_by_ref", id, "identity")?;
        }
        check_ids(
            "object_marking_refs",
            common.object_marking_refs,
            "marking-definition",
        )?;
        check_order(
            "created",
            Some(common.created),
            "modified",
            Some(common.modified),
        )?;
        if let Some(confidence) = common.confidence.filter(|confidence| *confidence > 100) {
            let found = u64::from(confidence);
            return Err(WriteError::Range {
                property: "confidence",
                found,
                from: 0,
                to: 100,
            });
        }
        let mut draft = Draft(Map::new());
        draft.text("type", object_type);
        draft.text("spec_version", "2.1");
        draft.text("id", common.id);
        draft.optional("created_by_ref", common.created_by_ref);
        draft.time("created", Some(common.created));
        draft.time("modified", Some(common.modified));
        if common.revoked {
            draft.set("revoked", true);
        }
        Ok(draft)
    }

    /// The properties that come after those of the type.
    fn finish(mut self, common: &Common<'_>) -> Value {
        self.list("labels", common.labels);
        if let Some(confidence) = common.confidence {
            self.set("confidence", confidence);
        }
        self.optional("lang", common.lang);
        let references: Vec<Value> = common
            .external_references
            .iter()
            .copied()
            .map(ExternalReference::to_value)
            .collect();
        if !references.is_empty() {
            self.set("external_references", references);
        }
        self.list("object_marking_refs", common.object_marking_refs);
        Value::Object(self.0)
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn text(&mut self, name: &str, text: &str) {
        self.set(name, text);
    }

    fn required(&mut self, name: &'static str, text: &str) -> Result<(), WriteError> {
        if text.is_empty() {
            return Err(WriteError::Empty(name));
        }
        self.text(name, text);
        Ok(())
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.text(name, text);
        }
    }

    fn list(&mut self, name: &str, texts: &[&str]) {
        if !texts.is_empty() {
            self.set(name, texts.to_vec());
        }
    }

    fn time(&mut self, name: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.set(name, at.to_string());
        }
    }
}

impl ExternalReference<'_> {
    fn to_value(self) -> Value {
        let mut draft = Draft(Map::new());
        draft.text("source_name", self.source_name);
        draft.optional("url", self.url);
        draft.optional("external_id", self.external_id);
        Value::Object(draft.0)
    }
}

fn check_id(property: &'static str, id: &str, wanted: &'static str) -> Result<(), WriteError> {
    match type_of(id) {
        Some(found) if found == wanted || wanted == ANY => Ok(()),
        _ => Err(WriteError::WrongId {
            property,
            found: id.chars().take(100).collect(),
            wanted,
        }),
    }
}

fn check_ids(property: &'static str, ids: &[&str], wanted: &'static str) -> Result<(), WriteError> {
    ids.iter().try_for_each(|id| check_id(property, id, wanted))
}

fn check_order(
    earlier: &'static str,
    first: Option<Timestamp>,
    later: &'static str,
    second: Option<Timestamp>,
) -> Result<(), WriteError> {
    match (first, second) {
        (Some(first), Some(second)) if second < first => Err(WriteError::Order { earlier, later }),
        _ => Ok(()),
    }
}
