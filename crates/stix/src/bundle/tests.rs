//! Streams of objects, good and bad.

use std::io::BufReader;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::marking::TlpLevel;
use crate::object::SpecVersion;

const A: &str = "identity--92d4f4be-dd68-4b9c-ab58-ca471531d610";
const B: &str = "indicator--92d4f4be-dd68-4b9c-ab58-ca471531d611";

fn bundle(objects: &[Value]) -> Result<(String, String), BundleError> {
    let mut writer = BundleWriter::new(Vec::new())?;
    for object in objects {
        writer.push(object)?;
    }
    let (id, bytes) = writer.finish()?;
    Ok((id, String::from_utf8(bytes).unwrap()))
}

fn read(text: &str, piece: usize) -> Vec<String> {
    let reader = BundleReader::new(BufReader::with_capacity(piece, text.as_bytes()));
    reader
        .map(|object| match object {
            Ok(object) => format!("{} {:?}", object.text(), object.spec_version),
            Err(error) => format!("error: {error}"),
        })
        .collect()
}

#[test]
fn bundles_are_closed_and_deterministic() {
    let a = json!({"type": "identity", "id": A, "created": "x", "object_marking_refs": [TlpLevel::Amber.id()]});
    let b = json!({"type": "indicator", "id": B, "created_by_ref": A, "granular_markings":
        [{"marking_ref": TlpLevel::Red.tlp1_id(), "selectors": ["name"]}]});
    let (id, text) = bundle(&[a.clone(), b.clone(), a.clone()]).unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(bundle(&[a.clone(), b.clone()]).unwrap(), (id.clone(), text));
    let mut newer = a.clone();
    newer["created"] = json!("y");
    assert_ne!(bundle(&[newer, b.clone()]).unwrap().0, id);
    let error = bundle(&[b]).unwrap_err().to_string();
    assert_eq!(
        error,
        format!("the bundle is not closed: 1 references lead out of it ({A}); add these objects")
    );
    assert!(matches!(
        bundle(&[json!({"type": "x"})]),
        Err(BundleError::NoId(1))
    ));
}

#[test]
fn objects_come_out_as_they_went_in() {
    let text = "\u{feff} {\"type\":\"bundle\", \"spec_version\":\"2.0\",\"x\":[{\"objects\":[1]}],\n\"objects\" : [\
        {\"type\":\"a\",  \"b\":\"]}\\\"\"}, 5 , {\"type\":\"b\"}\n], \"id\":\"bundle--1\" } ";
    let whole = read(text, 4096);
    insta::assert_snapshot!(whole.join("\n"));
    for piece in 1..40 {
        assert_eq!(read(text, piece), whole);
    }
    let mut reader = BundleReader::new(text.as_bytes());
    assert_eq!(reader.by_ref().count(), 3);
    assert_eq!(reader.version(), Some(SpecVersion::V20));
    let received =
        crate::object::RawObject::parse(&format!("{{\"type\":\"identity\",  \"id\":\"{A}\"}}"))
            .unwrap();
    let mut writer = BundleWriter::new(Vec::new()).unwrap();
    assert!(writer.push_raw(&received).unwrap());
    assert!(!writer.push_raw(&received).unwrap());
    let (_, bytes) = writer.finish().unwrap();
    assert!(String::from_utf8(bytes).unwrap().contains(received.text()));
}

#[test]
fn what_is_no_bundle_is_refused_with_its_place() {
    let cases = [
        "",
        "[]",
        "{",
        "{}",
        "{\"objects\":5}",
        "{\"objects\":[",
        "{\"objects\":[{}",
        "{\"objects\":[{} {}]}",
        "{\"objects\":[{\"type\":\"a\"}],\"objects\":[]}",
        "{\"objects\":[]",
        "{\"objects\":[,]}",
        "{\"objects\":[}]}",
        "{\"type\" \"x\"}",
        "{\"a\":}",
        "nonsense",
        "{\"objects\":[\"open]}",
    ];
    let shown: Vec<String> = cases
        .iter()
        .map(|case| format!("{case:?}\n  {}", read(case, 64).join("\n  ")))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn huge_values_end_the_reading() {
    let text = format!("{{\"id\":\"{}\"}}", "x".repeat(100_000));
    assert!(
        read(&text, 4096)
            .concat()
            .contains("a value of more than 65536 bytes")
    );
    let deep = format!(
        "{{\"objects\":[{},{{\"type\":\"a\"}}]}}",
        "[".repeat(500) + &"]".repeat(500)
    );
    let found = read(&deep, 4096);
    assert!(found[0].contains("more than 100 lists") && found[1].contains("{\"type\":\"a\"}"));
}

proptest! {
    #[test]
    fn reading_never_panics_and_ends(
        parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", "\"objects\"", ":", ",", "\"", "\\", "{\"type\":\"a\"}", " ", "1", "é",
        ]), 0..24),
        piece in 1usize..9,
    ) {
        let text = format!("{{\"objects\":[{}", parts.concat());
        prop_assert!(read(&parts.concat(), piece).len() <= 25);
        prop_assert!(read(&text, piece).len() <= 25);
    }
}
