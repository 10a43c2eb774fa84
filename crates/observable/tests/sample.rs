//! The shared sample of texts: every value a reader should find must parse as its kind, and the canonical form of it
//! must be a fixed point. Skipped where the sample is not laid beside the repository.

use std::path::Path;

use observable::{Kind, Observable};
use serde_json::Value;

#[test]
fn expected_values_are_canonical() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/extraction-sample.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: the extraction sample is not there");
        return;
    };
    let mut count = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let record: Value = serde_json::from_str(line).unwrap();
        for expected in record["expected"].as_array().unwrap() {
            let (name, value) = (
                expected["type"].as_str().unwrap(),
                expected["value"].as_str().unwrap(),
            );
            let Some(kind) = Kind::from_name(name) else {
                continue;
            };
            let id = &record["id"];
            let observable =
                Observable::parse(kind, value).unwrap_or_else(|error| panic!("{id}: {error}"));
            assert_eq!(observable.kind(), kind, "{id}");
            match kind {
                // The sample writes names in Unicode and wallets with their checksum in the letters.
                Kind::Domain | Kind::Url if !value.is_ascii() => {
                    assert!(observable.value().contains("xn--"), "{id}");
                }
                Kind::Eth => assert_eq!(observable.value(), value.to_ascii_lowercase(), "{id}"),
                Kind::Url => assert_eq!(
                    observable.value().trim_end_matches('/'),
                    value.trim_end_matches('/'),
                    "{id}"
                ),
                _ => assert_eq!(observable.value(), value, "{id}"),
            }
            assert_eq!(
                Observable::parse(kind, observable.value()).as_ref(),
                Ok(&observable),
                "{id}"
            );
            // Hashes of 32 digits are guessed as MD5; the sample has no other kind that shares a form.
            assert_eq!(
                Observable::guess(value).as_ref(),
                Ok(&observable),
                "{id}: guessed"
            );
            count += 1;
        }
    }
    assert!(
        count > 50,
        "only {count} values: has the sample changed its form?"
    );
}
