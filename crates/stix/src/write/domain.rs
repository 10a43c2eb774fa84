//! Domain objects (STIX 2.1 section 4).

use serde_json::Value;

use super::{ANY, Common, Draft, WriteError, check_ids, check_order};
use crate::time::Timestamp;

/// `identity`: who says something, or whom it is about.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `identity_class` of [`crate::vocabulary::IDENTITY_CLASSES`].
    pub identity_class: &'a str,
}

/// `indicator`
#[derive(Clone, Copy, Debug)]
pub struct Indicator<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `indicator_types` of [`crate::vocabulary::INDICATOR_TYPES`].
    pub indicator_types: &'a [&'a str],
    /// `pattern`; see [`crate::pattern::write()`].
    pub pattern: &'a str,
    /// `pattern_type` of [`crate::vocabulary::PATTERN_TYPES`].
    pub pattern_type: &'a str,
    /// `valid_from`
    pub valid_from: Timestamp,
    /// `valid_until`; later than `valid_from`.
    pub valid_until: Option<Timestamp>,
}

/// `infrastructure`
#[derive(Clone, Copy, Debug)]
pub struct Infrastructure<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `infrastructure_types` of [`crate::vocabulary::INFRASTRUCTURE_TYPES`].
    pub infrastructure_types: &'a [&'a str],
    /// `first_seen`
    pub first_seen: Option<Timestamp>,
    /// `last_seen`
    pub last_seen: Option<Timestamp>,
}

/// `malware`
#[derive(Clone, Copy, Debug)]
pub struct Malware<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `malware_types` of [`crate::vocabulary::MALWARE_TYPES`].
    pub malware_types: &'a [&'a str],
    /// A family rather than one sample.
    pub is_family: bool,
}

/// `campaign`
#[derive(Clone, Copy, Debug)]
pub struct Campaign<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
}

/// `location`: a country, a region or both.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: Option<&'a str>,
    /// `region` of [`crate::vocabulary::REGIONS`].
    pub region: Option<&'a str>,
    /// `country`: ISO 3166-1 alpha-2, upper case.
    pub country: Option<&'a str>,
}

/// `report`
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `report_types` of [`crate::vocabulary::REPORT_TYPES`].
    pub report_types: &'a [&'a str],
    /// `published`
    pub published: Timestamp,
    /// `object_refs`; at least one.
    pub object_refs: &'a [&'a str],
}

/// `course-of-action`
#[derive(Clone, Copy, Debug)]
pub struct CourseOfAction<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
}

/// `note`
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// Properties of all objects.
    pub common: Common<'a>,
    /// `abstract`
    pub summary: Option<&'a str>,
    /// `content`
    pub content: &'a str,
    /// `authors`
    pub authors: &'a [&'a str],
    /// `object_refs`; at least one.
    pub object_refs: &'a [&'a str],
}

impl Identity<'_> {
    /// The object.
    ///
    /// # Errors
    /// When a required property is empty or an identifier is of the wrong type.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("identity", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        draft.optional("identity_class", Some(self.identity_class));
        Ok(draft.finish(&self.common))
    }
}

impl Indicator<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`], and when `valid_until` is not after `valid_from`.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        if self
            .valid_until
            .is_some_and(|until| until <= self.valid_from)
        {
            return Err(WriteError::Order {
                earlier: "valid_from",
                later: "valid_until",
            });
        }
        let mut draft = Draft::start("indicator", &self.common)?;
        draft.optional("name", Some(self.name));
        draft.optional("description", self.description);
        draft.list("indicator_types", self.indicator_types);
        draft.required("pattern", self.pattern)?;
        draft.required("pattern_type", self.pattern_type)?;
        if self.pattern_type == "stix" {
            draft.text("pattern_version", "2.1");
        }
        draft.time("valid_from", Some(self.valid_from));
        draft.time("valid_until", self.valid_until);
        Ok(draft.finish(&self.common))
    }
}

impl Infrastructure<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`], and when `last_seen` is before `first_seen`.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        check_order("first_seen", self.first_seen, "last_seen", self.last_seen)?;
        let mut draft = Draft::start("infrastructure", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        draft.list("infrastructure_types", self.infrastructure_types);
        draft.time("first_seen", self.first_seen);
        draft.time("last_seen", self.last_seen);
        Ok(draft.finish(&self.common))
    }
}

impl Malware<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`].
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("malware", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        draft.list("malware_types", self.malware_types);
        draft.set("is_family", self.is_family);
        Ok(draft.finish(&self.common))
    }
}

impl Campaign<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`].
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("campaign", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        Ok(draft.finish(&self.common))
    }
}

impl Location<'_> {
    /// The object.
    ///
    /// # Errors
    /// When there is neither country nor region, or an identifier is of the wrong type.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("location", &self.common)?;
        draft.optional("name", self.name);
        draft.optional("region", self.region);
        draft.optional("country", self.country);
        if !draft.0.contains_key("region") && !draft.0.contains_key("country") {
            return Err(WriteError::Empty("country"));
        }
        Ok(draft.finish(&self.common))
    }
}

impl Report<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`].
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("report", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        draft.list("report_types", self.report_types);
        draft.time("published", Some(self.published));
        required_refs(&mut draft, self.object_refs)?;
        Ok(draft.finish(&self.common))
    }
}

impl CourseOfAction<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`].
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("course-of-action", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        Ok(draft.finish(&self.common))
    }
}

impl Note<'_> {
    /// The object.
    ///
    /// # Errors
    /// As [`Identity::to_value`].
    pub fn to_value(&self) -> Result<Value, WriteError> {
        let mut draft = Draft::start("note", &self.common)?;
        draft.optional("abstract", self.summary);
        draft.required("content", self.content)?;
        draft.list("authors", self.authors);
        required_refs(&mut draft, self.object_refs)?;
        Ok(draft.finish(&self.common))
    }
}

fn required_refs(draft: &mut Draft, refs: &[&str]) -> Result<(), WriteError> {
    if refs.is_empty() {
        return Err(WriteError::Empty("object_refs"));
    }
    check_ids("object_refs", refs, ANY)?;
    draft.list("object_refs", refs);
    Ok(())
}
