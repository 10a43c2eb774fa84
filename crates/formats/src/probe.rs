//! Looking at the beginning of JSON for recognition, without parsing it: the sample may be cut anywhere.

use serde_json::Value;

use crate::{Detection, Sample};

/// The sample's text without leading blanks, if it begins like JSON (an object or array).
#[must_use]
pub fn json_head<'a>(sample: &Sample<'a>) -> Option<&'a str> {
    let text = sample
        .text
        .trim_start_matches(['\u{FEFF}', '\u{1E}', ' ', '\t', '\r', '\n']);
    text.starts_with(['{', '[']).then_some(text)
}

/// Whether `key` stands in the text as a member name: `"key" :`.
#[must_use]
pub fn has_key(text: &str, key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    text.match_indices(&quoted).any(|(at, _)| {
        !text[..at].ends_with('\\') && text[at + quoted.len()..].trim_start().starts_with(':')
    })
}

/// Whether all of `keys` stand in the text as member names.
#[must_use]
pub fn has_keys(text: &str, keys: &[&str]) -> bool {
    keys.iter().all(|key| has_key(text, key))
}

/// A detection when the sample is JSON with all of `keys`.
#[must_use]
pub fn by_keys(sample: &Sample<'_>, keys: &[&str], sureness: u8) -> Option<Detection> {
    let text = json_head(sample)?;
    has_keys(text, keys).then(|| Detection {
        sureness,
        why: format!("JSON records with the members {}", keys.join(", ")),
    })
}

/// What sort of JSON value it is, with its article.
#[must_use]
pub fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_values() {
        assert!(has_key("{\"a\" : 1}", "a"));
        assert!(!has_key("{\"b\": \"a\"}", "a"));
        assert!(!has_key("{\"b\": \"\\\"a\\\":\"}", "a"));
    }
}
