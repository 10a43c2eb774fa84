//! Extension definitions (STIX 2.1 section 7.3) and properties under them.

use serde_json::{Map, Value};

use super::{Common, Draft, WriteError, check_id};
use crate::pattern::TLS_FINGERPRINT_EXTENSION;

/// `extension-definition`
#[derive(Clone, Copy, Debug)]
pub struct ExtensionDefinition<'a> {
    /// Properties of all objects; `created_by_ref` is required.
    pub common: Common<'a>,
    /// `name`
    pub name: &'a str,
    /// `description`
    pub description: Option<&'a str>,
    /// `schema`: where the JSON schema or its description is.
    pub schema: &'a str,
    /// `version`: `major.minor.patch`.
    pub version: &'a str,
    /// `extension_types` of [`crate::vocabulary::EXTENSION_TYPES`]; at least one.
    pub extension_types: &'a [&'a str],
}

impl ExtensionDefinition<'_> {
    /// The object.
    ///
    /// # Errors
    /// When a required property is empty or an identifier is of the wrong type.
    pub fn to_value(&self) -> Result<Value, WriteError> {
        if self.common.created_by_ref.is_none() {
            return Err(WriteError::Empty("created_by_ref"));
        }
        if self.extension_types.is_empty() {
            return Err(WriteError::Empty("extension_types"));
        }
        let mut draft = Draft::start("extension-definition", &self.common)?;
        draft.required("name", self.name)?;
        draft.optional("description", self.description);
        draft.required("schema", self.schema)?;
        draft.required("version", self.version)?;
        draft.list("extension_types", self.extension_types);
        Ok(draft.finish(&self.common))
    }
}

/// Attaches `properties` to `object` as a property extension under `extension_id`. Attaching under
/// the same identifier again replaces the properties.
///
/// # Errors
/// When `extension_id` is no identifier of an extension definition or `object` no JSON object.
pub fn attach_extension(
    object: &mut Value,
    extension_id: &str,
    properties: Map<String, Value>,
) -> Result<(), WriteError> {
    check_id("extensions", extension_id, "extension-definition")?;
    let Value::Object(object) = object else {
        return Err(WriteError::Empty("object"));
    };
    let mut content = Map::new();
    content.insert(
        "extension_type".to_owned(),
        Value::from("property-extension"),
    );
    content.extend(
        properties
            .into_iter()
            .filter(|(name, _)| name != "extension_type"),
    );
    let all = object
        .entry("extensions")
        .or_insert_with(|| Value::Object(Map::new()));
    if !all.is_object() {
        *all = Value::Object(Map::new());
    }
    if let Value::Object(all) = all {
        all.insert(extension_id.to_owned(), Value::Object(content));
    }
    Ok(())
}

/// The definition of the extension that our patterns for JA3 and JA4 fingerprints name. `common`
/// gives author, times and markings; its identifier is replaced.
///
/// # Errors
/// When `common` has no author.
pub fn tls_fingerprint_extension(common: &Common<'_>) -> Result<Value, WriteError> {
    ExtensionDefinition {
        common: Common { id: TLS_FINGERPRINT_EXTENSION, ..*common },
        name: "TLS client fingerprint",
        description: Some(
            "Adds the string properties ja3 (32 hexadecimal digits) and ja4 to network-traffic: \
             fingerprints of the TLS client hello.",
        ),
        schema: "{\"type\":\"object\",\"properties\":{\"ja3\":{\"type\":\"string\"},\"ja4\":{\"type\":\"string\"}}}",
        version: "1.0.0",
        extension_types: &["property-extension"],
    }
    .to_value()
}
