//! Hostile input for the structured formats: nothing panics, everything ends, refusals say where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail by panicking

mod support;

use formats::{Row, registry};
use model::Reason;
use proptest::prelude::*;
use support::{Read, fixtures, read_with, recognise};

/// Formats whose rows come from JSON or XML.
const STRUCTURED: [&str; 17] = [
    "stix",
    "misp",
    "misp-feed-index",
    "openioc",
    "urlhaus-json",
    "feodo-json",
    "threatfox-json",
    "malware-bazaar-json",
    "spamhaus-drop-json",
    "phishtank-json",
    "openphish-json",
    "otx",
    "certpl-json",
    "intelmq",
    "n6",
    "kaspersky",
    "write-up",
];

fn read_by_all(bytes: &[u8]) {
    for format in registry()
        .iter()
        .filter(|format| STRUCTURED.contains(&format.id()))
    {
        let _ = read_with(*format, "input.json", bytes);
    }
    let _ = recognise("input.json", bytes);
}

fn samples() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for format in STRUCTURED {
        let mut folders: Vec<_> = std::fs::read_dir(fixtures().join(format))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        for folder in folders {
            for file in std::fs::read_dir(folder).unwrap() {
                all.push(std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    }
    all
}

fn refused(read: &Read, reason: Reason) -> bool {
    read.rows
        .iter()
        .any(|row| matches!(row, Row::Refused(refusal) if refusal.reason == reason))
}

#[test]
fn depth_of_a_hundred_thousand() {
    for open in ["[", "{\"a\":", "{\"Event\":", "{\"objects\":["] {
        read_by_all(open.repeat(100_000).as_bytes());
    }
    let deep = format!(
        "{{\"objects\":[{{\"type\":\"x\",\"id\":{}{}}},{{\"type\":\"domain-name\",\"id\":\"domain-name--x\",\"value\":\"a.example.com\"}}]}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let stix = formats::format_by_id("stix").unwrap();
    let read = read_with(stix, "x.json", deep.as_bytes());
    assert!(refused(&read, Reason::TooDeep));
    assert!(
        read.rows.iter().any(|row| matches!(row, Row::Draft(_))),
        "the next object is still read"
    );
}

#[test]
fn odd_values() {
    let long = format!(
        "[{{\"phish_id\":1,\"url\":\"http://example.com/{}\"}}]",
        "x".repeat(64 << 20)
    );
    let read = read_with(
        formats::format_by_id("phishtank-json").unwrap(),
        "x.json",
        long.as_bytes(),
    );
    assert!(refused(&read, Reason::TooLong));
    for text in [
        "[{\"phish_id\":1e999,\"url\":\"http://a.example.com/\"}]",
        "[{\"phish_id\":1,\"phish_id\":2,\"url\":\"http://a.example.com/\",\"url\":[]}]",
        "[{\"phish_id\":1,\"url\":\"http://a.example.com/\\u0000x\"}]",
        "[{\"phish_id\":1,\"url\":\"\\ud800\"}]",
        "[{\"phish_id\":99999999999999999999999999,\"url\":{\"a\":1}}]",
    ] {
        let read = read_with(
            formats::format_by_id("phishtank-json").unwrap(),
            "x.json",
            text.as_bytes(),
        );
        assert_eq!(read.rows.len(), 1, "{text}");
    }
    read_by_all(b"");
    read_by_all(&[0; 4_096]);
    read_by_all(&(0..=255).cycle().take(10_000).collect::<Vec<u8>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Mutated samples never panic, and reading ends.
    #[test]
    fn mutations_never_panic(which in 0usize..1000, edits in prop::collection::vec((0usize..100_000, 0u8..4, any::<u8>()), 1..8)) {
        let all = samples();
        let mut bytes = all[which % all.len()].clone();
        let tokens: [&[u8]; 12] = [b"null", b"[]", b"{}", b"-1e9", b"\"\"", b"true", b",", b"}", b"]", b"\"", b"{\"a\":", b"\\u0000"];
        for (at, what, byte) in edits {
            let at = at % bytes.len().max(1);
            match what {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                2 => bytes.truncate(at.max(1)),
                _ => { bytes.splice(at..at, tokens[usize::from(byte) % tokens.len()].iter().copied()); }
            }
        }
        if let Ok((format, _)) = recognise("input.json", &bytes) {
            let _ = read_with(format, "input.json", &bytes);
        }
        for format in registry().iter().filter(|format| STRUCTURED.contains(&format.id())).skip(which % 5).step_by(5) {
            let _ = read_with(*format, "input.json", &bytes);
        }
    }
}
