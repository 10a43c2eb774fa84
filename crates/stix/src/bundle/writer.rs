//! Writes a closed bundle, one object a line.
//!
//! The identifier of the bundle follows from the identifiers and versions of what is in it, so it
//! stands at the end; the order of properties means nothing in JSON.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

use serde_json::Value;
use uuid::Uuid;

use crate::id::{BUNDLE_NAMESPACE, type_of};
use crate::marking::TlpLevel;
use crate::object::RawObject;

/// How many open references an error names.
const NAMED_REFS: usize = 5;

/// Writes objects into a bundle.
///
/// TLP 2.0 marking definitions that are referred to are added by itself; those of TLP 1.0 are
/// predefined and need not be in a bundle.
#[derive(Debug)]
pub struct BundleWriter<W: Write> {
    out: W,
    versions: HashSet<Uuid>,
    ids: HashSet<String>,
    refs: BTreeSet<String>,
    state: Uuid,
    count: usize,
}

/// Why a bundle could not be written. What was written before is not a whole bundle.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The output failed.
    #[error("cannot write the STIX bundle: {0}")]
    Io(#[from] io::Error),
    /// Something pushed is no object with an identifier.
    #[error("object {0} of the bundle has no id of the form type--uuid")]
    NoId(usize),
    /// References lead out of the bundle.
    #[error("the bundle is not closed: {count} references lead out of it ({}); add these objects", shown.join(", "))]
    Open {
        /// How many.
        count: usize,
        /// The first of them.
        shown: Vec<String>,
    },
}

impl<W: Write> BundleWriter<W> {
    /// Starts a bundle.
    ///
    /// # Errors
    /// When the output fails.
    pub fn new(mut out: W) -> Result<BundleWriter<W>, BundleError> {
        out.write_all(b"{\"type\":\"bundle\",\"objects\":[")?;
        Ok(BundleWriter {
            out,
            versions: HashSet::new(),
            ids: HashSet::new(),
            refs: BTreeSet::new(),
            state: BUNDLE_NAMESPACE,
            count: 0,
        })
    }

    /// Writes an object of our own. Gives false, and writes nothing, when this version of it is
    /// already there.
    ///
    /// # Errors
    /// When the output fails or the object has no identifier.
    pub fn push(&mut self, object: &Value) -> Result<bool, BundleError> {
        self.write(object, &object.to_string())
    }

    /// Writes a received object as it came. Gives false when this version is already there.
    ///
    /// # Errors
    /// As [`BundleWriter::push`].
    pub fn push_raw(&mut self, object: &RawObject) -> Result<bool, BundleError> {
        let value: Value =
            serde_json::from_str(object.text()).map_err(|_| BundleError::NoId(self.count + 1))?;
        self.write(&value, object.text())
    }

    fn write(&mut self, object: &Value, text: &str) -> Result<bool, BundleError> {
        let field = |name: &str| object.get(name).and_then(Value::as_str);
        let id = field("id")
            .filter(|id| type_of(id).is_some())
            .ok_or(BundleError::NoId(self.count + 1))?;
        let version = field("modified")
            .or_else(|| field("created"))
            .unwrap_or_default();
        let version = format!("{id}\0{version}");
        if !self
            .versions
            .insert(Uuid::new_v5(&BUNDLE_NAMESPACE, version.as_bytes()))
        {
            return Ok(false);
        }
        // Each object is mixed into what came before: 16 bytes stand for the whole content.
        self.state = Uuid::new_v5(&self.state, version.as_bytes());
        self.ids.insert(id.to_owned());
        collect_refs(object, &mut self.refs);
        self.out
            .write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
        self.out.write_all(text.as_bytes())?;
        self.count += 1;
        Ok(true)
    }

    /// Adds the TLP 2.0 markings that are missing, checks that the bundle is closed, and ends it.
    /// Gives the identifier of the bundle and the output.
    ///
    /// STIX forbids empty lists, so a bundle without objects is not valid: callers with nothing to
    /// say write no bundle ([`BundleWriter::count`]).
    ///
    /// # Errors
    /// When the output fails or a reference leads out of the bundle.
    pub fn finish(mut self) -> Result<(String, W), BundleError> {
        for level in TlpLevel::ALL {
            if self.refs.contains(level.id()) && !self.ids.contains(level.id()) {
                self.push(&level.definition())?;
            }
        }
        let open: Vec<&String> = self
            .refs
            .iter()
            .filter(|id| !self.ids.contains(*id) && TlpLevel::from_id(id).is_none())
            .collect();
        if !open.is_empty() {
            let shown = open
                .iter()
                .take(NAMED_REFS)
                .map(|id| (*id).clone())
                .collect();
            return Err(BundleError::Open {
                count: open.len(),
                shown,
            });
        }
        let id = format!("bundle--{}", self.state);
        write!(self.out, "\n],\"id\":\"{id}\"}}\n")?;
        self.out.flush()?;
        Ok((id, self.out))
    }

    /// How many objects were written so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Values of properties whose names end in `_ref` and `_refs`, at any depth.
fn collect_refs(value: &Value, refs: &mut BTreeSet<String>) {
    match value {
        Value::Object(properties) => {
            for (name, value) in properties {
                if name.ends_with("_ref") || name.ends_with("_refs") {
                    let list = std::slice::from_ref(value);
                    let list = value.as_array().map_or(list, Vec::as_slice);
                    // Keys of embedded observables (STIX 2.0) are no identifiers.
                    let ids = list.iter().filter_map(Value::as_str);
                    refs.extend(ids.filter(|id| type_of(id).is_some()).map(str::to_owned));
                } else {
                    collect_refs(value, refs);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_refs(value, refs)),
        _ => {}
    }
}
