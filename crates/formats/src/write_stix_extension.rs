//! Our STIX extension for what the standard has no property for: hosting opinions and grade. Its schema is
//! `assets/schemas/griot-hosting-extension.json`, and every bundle carries it.

use model::{Liveness, Ownership};
use serde_json::{Map, Value, json};
use stix::id::object_id;
use stix::write::{Common, ExtensionDefinition, WriteError};

use crate::export::{ExportRow, one_line};
use crate::write_stix::CONSTANT;
use crate::write_stix_marking::tlp_id;

/// The schema.
pub const SCHEMA: &str = include_str!("../../../assets/schemas/griot-hosting-extension.json");

/// Identifier of the extension definition.
#[must_use]
pub fn id() -> String {
    object_id("extension-definition", b"griot-hosting")
}

/// The extension definition.
///
/// # Errors
/// When `producer` is no identity.
pub fn definition(producer: &str) -> Result<Value, WriteError> {
    // Without the blanks of the file.
    let schema =
        serde_json::from_str::<Value>(SCHEMA).map_or(SCHEMA.to_owned(), |value| value.to_string());
    ExtensionDefinition {
        common: Common {
            created_by_ref: Some(producer),
            object_marking_refs: &[tlp_id(model::Tlp::Clear)],
            ..Common::new(&id(), CONSTANT)
        },
        name: "Griot hosting and grade",
        description: Some(
            "Properties of infrastructure (hosting opinions, countries concerned, ownership, liveness) and of indicators (grade, number of sources).",
        ),
        schema: &schema,
        version: "1.0.0",
        extension_types: &["property-extension"],
    }
    .to_value()
}

/// Properties on an indicator.
#[must_use]
pub fn grade(row: &ExportRow) -> Map<String, Value> {
    Map::from_iter([
        ("grade".to_owned(), Value::from(row.grade.to_string())),
        ("sources".to_owned(), Value::from(row.sources)),
    ])
}

/// Properties on an infrastructure.
#[must_use]
pub fn hosting(row: &ExportRow) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            properties.insert(name.to_owned(), value);
        }
    };
    set(
        "registered_country",
        row.registered.map(|country| json!(country.code())),
    );
    set(
        "located_country",
        row.located.map(|country| json!(country.code())),
    );
    set("asn", row.asn.map(Value::from));
    set("network", network(row).map(Value::from));
    set(
        "territories",
        (!row.territories.is_empty()).then(|| json!(row.territories)),
    );
    set(
        "ownership",
        (row.ownership != Ownership::Unknown).then(|| json!(row.ownership.name())),
    );
    set(
        "liveness",
        (row.liveness != Liveness::Unknown).then(|| json!(row.liveness.name())),
    );
    properties
}

/// Name of the network, when there is any.
#[must_use]
pub fn network(row: &ExportRow) -> Option<String> {
    row.network
        .as_deref()
        .map(one_line)
        .filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_json_and_goes_into_the_definition() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let producer = object_id("identity", b"Griot");
        let definition = definition(&producer).unwrap();
        assert_eq!(definition["schema"], schema.to_string());
        // Whoever adds a property adds it to the schema.
        for name in [
            "registered_country",
            "located_country",
            "asn",
            "network",
            "territories",
            "ownership",
            "liveness",
            "grade",
            "sources",
        ] {
            assert!(schema["properties"].get(name).is_some(), "{name}");
        }
    }
}
