//! The top-level properties of an object, read one by one and leniently.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Remark;
use crate::time::Timestamp;

/// Property names with their unread values, and the remarks made while reading them.
pub(super) struct Fields<'a> {
    properties: BTreeMap<String, &'a RawValue>,
    pub(super) remarks: Vec<Remark>,
}

impl<'a> Fields<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Fields<'a>, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The property as `T`; a value of another form makes a remark.
    pub(super) fn read<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let raw = self.properties.get(name)?;
        let value = serde_json::from_str(raw.get()).ok();
        // `null` is forbidden in STIX but common; it is as good as absent.
        if value.is_none() && raw.get() != "null" {
            self.remarks.push(Remark::WrongForm(name));
        }
        value
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name)
    }

    pub(super) fn required_text(&mut self, name: &'static str) -> Option<String> {
        self.required(name);
        self.read(name)
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.read(name)
    }

    /// A list of strings; a single string is a list of one.
    pub(super) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let Some(raw) = self.properties.get(name) else {
            return Vec::new();
        };
        if let Ok(one) = serde_json::from_str::<String>(raw.get()) {
            self.remarks.push(Remark::WrongForm(name));
            return vec![one];
        }
        self.read(name).unwrap_or_default()
    }

    pub(super) fn time(&mut self, name: &'static str) -> Option<Timestamp> {
        let text: String = self.read(name)?;
        let time = Timestamp::parse(&text);
        if time.is_none() {
            self.remarks.push(Remark::WrongForm(name));
        }
        time
    }

    pub(super) fn required_time(&mut self, name: &'static str) -> Option<Timestamp> {
        self.required(name);
        self.time(name)
    }

    pub(super) fn required(&mut self, name: &'static str) {
        if !self.properties.contains_key(name) {
            self.remarks.push(Remark::Missing(name));
        }
    }

    pub(super) fn confidence(&mut self) -> Option<u8> {
        let number: i64 = self.read("confidence")?;
        let confidence = u8::try_from(number).ok().filter(|number| *number <= 100);
        if confidence.is_none() {
            self.remarks.push(Remark::WrongForm("confidence"));
        }
        confidence
    }

    /// The property as a JSON value, without a remark.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.properties.get(name)?.get()).ok()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields<'a>, D::Error> {
        struct Properties;

        impl<'de> Visitor<'de> for Properties {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Fields {
                    properties: BTreeMap::new(),
                    remarks: Vec::new(),
                };
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    let shown = name.chars().take(60).collect();
                    if fields.properties.insert(name, value).is_some() {
                        fields.remarks.push(Remark::Repeated(shown));
                    }
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_map(Properties)
    }
}
