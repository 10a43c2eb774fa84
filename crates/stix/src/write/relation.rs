//! Relationship objects (STIX 2.1 section 5).

use serde_json::Value;

use super::{ANY, Common, Draft, WriteError, check_id, check_ids, check_order};
use crate::time::Timestamp;

/// Largest `count` of a sighting (STIX 2.1 section 5.2).
const MAX_COUNT: u64 = 999_999_999;

/// `relationship`
#[derive(Clone, Copy, Debug)]
pub struct Relationship<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `relationship_type`: `indicates`, `consists-of`, `located-at`, `mitigates`, …
    pub relationship_type: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `source_ref`
    pub source_ref: &'a str,
    /// `target_ref`
    pub target_ref: &'a str,
    /// `start_time`
    pub start_time: Option<Timestamp>,
    /// `stop_time`; later than `start_time`.
    pub stop_time: Option<Timestamp>,
}

/// `sighting`
#[derive(Clone, Copy, Debug)]
pub struct Sighting<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `description`
    pub description: Option<&'a str>,
    /// `first_seen`
    pub first_seen: Option<Timestamp>,
    /// `last_seen`
    pub last_seen: Option<Timestamp>,
    /// `count`
    pub count: Option<u64>,
    /// `sighting_of_ref`: a domain object.
    pub sighting_of_ref: &'a str,
    /// `observed_data_refs`
    pub observed_data_refs: &'a [&'a str],
    /// `where_sighted_refs`: identities or locations.
    pub where_sighted_refs: &'a [&'a str],
}

impl Relationship<'_> {
    /// The object.
    ///
    /// # Errors
    /// When the type is empty, an identifier malformed, or `stop_time` not after `start_time`.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        check_id("source_ref", self.source_ref, ANY)?;
        check_id("target_ref", self.target_ref, ANY)?;
        if let (Some(start), Some(stop)) = (self.start_time, self.stop_time)
            && stop <= start
        {
            return Err(WriteError::Order {
                earlier: "start_time",
                later: "stop_time",
            });
        }
        let mut draft = Draft::start("relationship", &self.common)?;
        draft.required("relationship_type", self.relationship_type)?;
        draft.optional("description", self.description);
        draft.text("source_ref", self.source_ref);
        draft.text("target_ref", self.target_ref);
        draft.time("start_time", self.start_time);
        draft.time("stop_time", self.stop_time);
        Ok(draft.finish(&self.common))
    }
}

impl Sighting<'_> {
    /// The object.
    ///
    /// # Errors
    /// When an identifier is of the wrong type, `last_seen` before `first_seen`, or the count too large.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        check_id("sighting_of_ref", self.sighting_of_ref, ANY)?;
        check_ids(
            "observed_data_refs",
            self.observed_data_refs,
            "observed-data",
        )?;
        for id in self.where_sighted_refs {
            check_id("where_sighted_refs", id, "identity")
                .or_else(|_| check_id("where_sighted_refs", id, "location"))?;
        }
        check_order("first_seen", self.first_seen, "last_seen", self.last_seen)?;
        if let Some(found) = self.count.filter(|count| *count > MAX_COUNT) {
            return Err(WriteError::Range {
                property: "count",
                found,
                from: 0,
                to: MAX_COUNT,
            });
        }
        let mut draft = Draft::start("sighting", &self.common)?;
        draft.optional("description", self.description);
        draft.time("first_seen", self.first_seen);
        draft.time("last_seen", self.last_seen);
        if let Some(count) = self.count {
            draft.set("count", count);
        }
        draft.text("sighting_of_ref", self.sighting_of_ref);
        draft.list("observed_data_refs", self.observed_data_refs);
        draft.list("where_sighted_refs", self.where_sighted_refs);
        Ok(draft.finish(&self.common))
    }
}
