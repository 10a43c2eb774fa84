//! Traffic Light Protocol markings in STIX: identifiers of TLP 1.0 and 2.0, and the TLP 2.0 objects.
//!
//! Decides nothing about access; it only says which level an identifier or object names.

use serde_json::{Map, Value, json};

/// A level of TLP 2.0, from the least to the most restrictive. WHITE of TLP 1.0 is `Clear`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlpLevel {
    /// TLP:CLEAR
    Clear,
    /// TLP:GREEN
    Green,
    /// TLP:AMBER
    Amber,
    /// TLP:AMBER+STRICT
    AmberStrict,
    /// TLP:RED
    Red,
}

/// Extension definition under which TLP 2.0 marking definitions state their level.
pub const TLP2_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// `created` of the five TLP 2.0 marking definitions.
const TLP2_CREATED: &str = "2022-10-01T00:00:00.000Z";

impl TlpLevel {
    /// Every level, from the least to the most restrictive.
    pub const ALL: [TlpLevel; 5] = [
        TlpLevel::Clear,
        TlpLevel::Green,
        TlpLevel::Amber,
        TlpLevel::AmberStrict,
        TlpLevel::Red,
    ];

    /// Lower-case name as the TLP 2.0 extension writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            TlpLevel::Clear => "clear",
            TlpLevel::Green => "green",
            TlpLevel::Amber => "amber",
            TlpLevel::AmberStrict => "amber+strict",
            TlpLevel::Red => "red",
        }
    }

    /// The level of this name: `TLP:AMBER+STRICT`, `amber`, `White`, …
    #[must_use]
    pub fn from_name(name: &str) -> Option<TlpLevel> {
        let name = name.trim().to_ascii_lowercase();
        let name = name.strip_prefix("tlp:").unwrap_or(&name).trim();
        match name {
            "white" => Some(TlpLevel::Clear),
            "amber-strict" | "amber_strict" => Some(TlpLevel::AmberStrict),
            _ => TlpLevel::ALL.into_iter().find(|level| level.name() == name),
        }
    }

    /// Identifier of the TLP 2.0 marking definition.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            TlpLevel::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
            TlpLevel::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            TlpLevel::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            TlpLevel::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
            TlpLevel::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }

    /// Identifier of the TLP 1.0 marking definition (STIX 2.1 section 7.2.1.4); AMBER+STRICT has
    /// none, and RED is the next that keeps at least as much.
    #[must_use]
    pub const fn tlp1_id(self) -> Option<&'static str> {
        match self {
            TlpLevel::Clear => Some("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"),
            TlpLevel::Green => Some("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"),
            TlpLevel::Amber => Some("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"),
            TlpLevel::AmberStrict => None,
            TlpLevel::Red => Some("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"),
        }
    }

    /// The level that a marking definition's identifier names, of TLP 1.0 or 2.0.
    #[must_use]
    pub fn from_id(id: &str) -> Option<TlpLevel> {
        TlpLevel::ALL
            .into_iter()
            .find(|level| level.id() == id || level.tlp1_id() == Some(id))
    }

    /// The level that a marking definition object states, whatever its identifier.
    #[must_use]
    pub fn from_definition(object: &Map<String, Value>) -> Option<TlpLevel> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        if let Some(level) = text(object.get("id")).and_then(|id| TlpLevel::from_id(&id)) {
            return Some(level);
        }
        let extension = object
            .get("extensions")
            .and_then(|all| all.get(TLP2_EXTENSION));
        let stated = text(extension.and_then(|extension| extension.get("tlp_2_0"))).or_else(|| {
            text(
                object
                    .get("definition")
                    .and_then(|definition| definition.get("tlp")),
            )
        });
        if let Some(level) = stated {
            return TlpLevel::from_name(&level);
        }
        // Platforms make marking objects of their own that say the level in the name only.
        let name = text(object.get("name"))?;
        name.get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("tlp:"))
            .then(|| TlpLevel::from_name(&name))?
    }

    /// The more restrictive of two levels.
    #[must_use]
    pub fn stricter(self, other: TlpLevel) -> TlpLevel {
        self.max(other)
    }

    /// The marking definition object of TLP 2.0. It is not predefined: bundles must carry it.
    #[must_use]
    pub fn definition(self) -> Value {
        json!({
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self.id(),
            "created": TLP2_CREATED,
            "name": format!("TLP:{}", self.name().to_ascii_uppercase()),
            "extensions": {
                TLP2_EXTENSION: {
                    "extension_type": "property-extension",
                    "tlp_2_0": self.name(),
                }
            }
        })
    }
}

/// What a list of marking references says about TLP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlpOfRefs {
    /// The strictest level among the known references.
    pub level: Option<TlpLevel>,
    /// There are references that name no TLP level; without their objects they count as the most
    /// restrictive.
    pub others: bool,
}

/// The strictest TLP level among `refs`.
pub fn tlp_of_refs<'a>(refs: impl IntoIterator<Item = &'a str>) -> TlpOfRefs {
    refs.into_iter().fold(
        TlpOfRefs {
            level: None,
            others: false,
        },
        |found, id| match TlpLevel::from_id(id) {
            Some(level) => TlpOfRefs {
                level: found.level.max(Some(level)),
                ..found
            },
            None => TlpOfRefs {
                others: true,
                ..found
            },
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_objects_name_the_same_level() {
        for level in TlpLevel::ALL {
            assert_eq!(TlpLevel::from_id(level.id()), Some(level));
            assert_eq!(TlpLevel::from_name(level.name()), Some(level));
            assert_eq!(
                level.tlp1_id().map_or(Some(level), TlpLevel::from_id),
                Some(level)
            );
            let mut object = level.definition().as_object().cloned().unwrap();
            assert_eq!(TlpLevel::from_definition(&object), Some(level));
            object.remove("id");
            assert_eq!(TlpLevel::from_definition(&object), Some(level));
            object.remove("extensions");
            assert_eq!(TlpLevel::from_definition(&object), Some(level));
        }
        let old = json!({"definition_type": "tlp", "definition": {"tlp": "white"}});
        assert_eq!(
            TlpLevel::from_definition(old.as_object().unwrap()),
            Some(TlpLevel::Clear)
        );
        let statement = json!({"definition_type": "statement", "name": "é TLP", "definition": {"statement": "x"}});
        assert_eq!(
            TlpLevel::from_definition(statement.as_object().unwrap()),
            None
        );
    }

    #[test]
    fn the_stricter_level_wins() {
        assert_eq!(
            TlpLevel::Amber.stricter(TlpLevel::AmberStrict),
            TlpLevel::AmberStrict
        );
        let refs = [
            TlpLevel::Green.id(),
            TlpLevel::Red.id(),
            "marking-definition--x",
        ];
        assert_eq!(
            tlp_of_refs(refs),
            TlpOfRefs {
                level: Some(TlpLevel::Red),
                others: true
            }
        );
        assert_eq!(
            tlp_of_refs([]),
            TlpOfRefs {
                level: None,
                others: false
            }
        );
    }

    #[test]
    fn definitions() {
        let all: Vec<Value> = TlpLevel::ALL
            .into_iter()
            .map(TlpLevel::definition)
            .collect();
        insta::assert_json_snapshot!(all);
    }
}
