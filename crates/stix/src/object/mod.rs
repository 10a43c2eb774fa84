//! Received objects: the JSON text kept verbatim, and the facts in it that are worth an index.
//!
//! The text is the truth and is served back as it came; the facts are read leniently, and what was
//! odd about them is in `remarks`. Nothing is refused here but what is no object at all.

mod facts;
mod fields;
mod values;

use std::fmt;

use serde_json::value::RawValue;

use crate::id::type_of;
use crate::time::Timestamp;
use crate::vocabulary::{is_sco_type, is_standard_type};
use fields::Fields;

pub use facts::{Facts, IndicatorFacts, KillChainPhase, SightingFacts};
pub use values::{ObjectValue, Traffic};

/// Largest object that is read, in bytes.
pub const MAX_OBJECT_BYTES: usize = 16 * 1024 * 1024;

/// Deepest nesting of lists and objects that is read.
pub const MAX_OBJECT_DEPTH: usize = 100;

/// A received object.
#[derive(Clone, Debug)]
pub struct RawObject {
    text: Box<RawValue>,
    /// `type`.
    pub object_type: String,
    /// `id`; empty when the object has none.
    pub id: String,
    /// The version of STIX that the object is written in.
    pub spec_version: SpecVersion,
    /// `created`, if it is a timestamp.
    pub created: Option<Timestamp>,
    /// `modified`, if it is a timestamp.
    pub modified: Option<Timestamp>,
    /// `revoked`.
    pub revoked: bool,
    /// `created_by_ref`.
    pub created_by_ref: Option<String>,
    /// `name`.
    pub name: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `labels`.
    pub labels: Vec<String>,
    /// `confidence`, 0 to 100.
    pub confidence: Option<u8>,
    /// `object_marking_refs`.
    pub object_marking_refs: Vec<String>,
    /// What is particular to the type.
    pub facts: Facts,
    /// Observable values of cyber observables and of observed data of STIX 2.0.
    pub values: Vec<ObjectValue>,
    /// What is odd about the object.
    pub remarks: Vec<Remark>,
}

/// The version of STIX that an object is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecVersion {
    /// STIX 2.0.
    V20,
    /// STIX 2.1.
    V21,
}

/// Why a text is no object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectError {
    /// Larger than [`MAX_OBJECT_BYTES`].
    #[error("STIX object of {0} bytes; at most {MAX_OBJECT_BYTES} are read")]
    TooLarge(usize),
    /// Nested deeper than [`MAX_OBJECT_DEPTH`].
    #[error(
        "STIX object, byte {offset}: more than {MAX_OBJECT_DEPTH} lists and objects inside each other"
    )]
    TooDeep {
        /// Where the limit was passed.
        offset: usize,
    },
    /// Not JSON, or no JSON object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// No `type`, or not a string.
    #[error("the object has no `type` that is a string; every STIX object needs one")]
    NoType,
}

/// Something odd about an object that does not hinder reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// There is no `id`.
    NoId,
    /// The `id` has not the form `type--uuid` with the object's own type.
    WrongId(String),
    /// No `spec_version` where the type or bundle does not say it; taken as 2.0.
    NoSpecVersion,
    /// A `spec_version` that is neither 2.0 nor 2.1; read as 2.1.
    OtherSpecVersion(String),
    /// A property that the type requires is missing.
    Missing(&'static str),
    /// A property has not the JSON type or form that it should have; what could not be read is left out.
    WrongForm(&'static str),
    /// The type is not one of the standard's.
    CustomType,
    /// A property is there twice; the last one counts.
    Repeated(String),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::NoId => f.write_str("no id"),
            Remark::WrongId(id) => write!(f, "id {id:?} is not the type, -- and a UUID"),
            Remark::NoSpecVersion => f.write_str("no spec_version; read as STIX 2.0"),
            Remark::OtherSpecVersion(version) => {
                write!(f, "spec_version {version:?} is not known; read as 2.1")
            }
            Remark::Missing(name) => write!(f, "required property {name} is missing"),
            Remark::WrongForm(name) => write!(f, "{name} has a wrong form"),
            Remark::CustomType => f.write_str("the type is not one of STIX 2.1"),
            Remark::Repeated(name) => {
                write!(f, "property {name:?} is there twice; the last one counts")
            }
        }
    }
}

impl RawObject {
    /// Reads an object that stands alone.
    ///
    /// # Errors
    /// When the text is not a JSON object with a string `type`, or passes a limit.
    pub fn parse(text: &str) -> Result<RawObject, ObjectError> {
        RawObject::parse_in(text, None)
    }

    /// Reads an object out of a bundle; `bundle` is the `spec_version` of a STIX 2.0 bundle (2.1
    /// bundles have none).
    ///
    /// # Errors
    /// As [`RawObject::parse`].
    pub fn parse_in(text: &str, bundle: Option<SpecVersion>) -> Result<RawObject, ObjectError> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if text.len() > MAX_OBJECT_BYTES {
            return Err(ObjectError::TooLarge(text.len()));
        }
        check_depth(text)?;
        let json = |error: serde_json::Error| ObjectError::Json(error.to_string());
        let raw: Box<RawValue> = serde_json::from_str(text).map_err(json)?;
        let mut fields = Fields::parse(text).map_err(json)?;
        let object_type = fields.text("type").ok_or(ObjectError::NoType)?;
        fields
            .remarks
            .retain(|remark| *remark != Remark::WrongForm("type"));
        let is_sco = is_sco_type(&object_type);
        if !is_standard_type(&object_type) {
            fields.remarks.push(Remark::CustomType);
        }
        let id = fields.text("id").unwrap_or_default();
        if id.is_empty() {
            fields.remarks.push(Remark::NoId);
        } else if type_of(&id) != Some(object_type.as_str()) {
            fields
                .remarks
                .push(Remark::WrongId(id.chars().take(100).collect()));
        }
        let spec_version = spec_version(&mut fields, is_sco, bundle);
        let facts = Facts::read(&object_type, &mut fields);
        let values = values::values(&object_type, &fields);
        let is_versioned = !is_sco && is_standard_type(&object_type);
        let created = if is_versioned {
            fields.required_time("created")
        } else {
            fields.time("created")
        };
        let has_modified = is_versioned && object_type != "marking-definition";
        let modified = if has_modified {
            fields.required_time("modified")
        } else {
            fields.time("modified")
        };
        Ok(RawObject {
            text: raw,
            id,
            spec_version,
            created,
            modified,
            revoked: fields.boolean("revoked").unwrap_or(false),
            created_by_ref: fields.text("created_by_ref"),
            name: fields.text("name"),
            description: fields.text("description"),
            labels: fields.texts("labels"),
            confidence: fields.confidence(),
            object_marking_refs: fields.texts("object_marking_refs"),
            facts,
            values,
            remarks: fields.remarks,
            object_type,
        })
    }

    /// The JSON text as it was received.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get()
    }

    /// The time of this version: `modified`, else `created`.
    #[must_use]
    pub fn version(&self) -> Option<Timestamp> {
        self.modified.or(self.created)
    }

    /// Whether this is a cyber observable object of the standard.
    #[must_use]
    pub fn is_sco(&self) -> bool {
        is_sco_type(&self.object_type)
    }
}

/// STIX 2.1 section 3.2: without `spec_version`, a cyber observable is 2.1 and the rest is 2.0.
fn spec_version(fields: &mut Fields<'_>, is_sco: bool, bundle: Option<SpecVersion>) -> SpecVersion {
    match fields.text("spec_version").as_deref() {
        Some("2.1") => SpecVersion::V21,
        Some("2.0") => SpecVersion::V20,
        Some(other) => {
            let other = other.chars().take(40).collect();
            fields.remarks.push(Remark::OtherSpecVersion(other));
            SpecVersion::V21
        }
        None if is_sco => SpecVersion::V21,
        None => {
            if bundle.is_none() {
                fields.remarks.push(Remark::NoSpecVersion);
            }
            SpecVersion::V20
        }
    }
}

/// Counts brackets outside strings, so that no recursive reader ever sees a deep text.
fn check_depth(text: &str) -> Result<(), ObjectError> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > MAX_OBJECT_DEPTH {
                    return Err(ObjectError::TooDeep { offset });
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
