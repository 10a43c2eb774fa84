//! Structured formats (JSON, XML, write-ups): fixtures and real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail by panicking

mod support;

use support::{counts, fixtures, report, shared_feeds};

const FORMATS: [&str; 17] = [
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

/// Every `<format>/<case>/input.*` of the structured formats, sorted.
fn cases() -> Vec<(String, String, String, Vec<u8>)> {
    let mut cases = Vec::new();
    for format in FORMATS {
        let mut folders: Vec<_> = std::fs::read_dir(fixtures().join(format))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        for folder in folders {
            let input = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
                .expect("an input file");
            let name = input.file_name().unwrap().to_string_lossy().into_owned();
            let case = folder.file_name().unwrap().to_string_lossy().into_owned();
            cases.push((
                format.to_owned(),
                case,
                name,
                std::fs::read(&input).unwrap(),
            ));
        }
    }
    cases
}

#[test]
fn fixtures_read_as_expected() {
    for (format, case, name, bytes) in cases() {
        let found = report(&name, &bytes);
        assert!(
            found.starts_with(&format!("format: {format} ")),
            "{format}/{case}: {}",
            found.lines().next().unwrap()
        );
        insta::assert_snapshot!(format!("{format}__{case}"), found);
    }
}

#[test]
fn utf16_and_marks_change_nothing() {
    for (format, case, name, bytes) in cases() {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let wide: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let rows = |bytes: &[u8]| {
            report(&name, bytes)
                .lines()
                .filter(|line| !line.starts_with("remark: the input is UTF-16"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(rows(&bytes), rows(&wide), "{format}/{case} in UTF-16");
        assert_eq!(
            rows(&bytes),
            rows(&[b"\xEF\xBB\xBF", bytes.as_slice()].concat()),
            "{format}/{case} with a mark"
        );
    }
}

#[test]
fn real_files_are_accounted_for() {
    let Some(folder) = shared_feeds() else { return };
    let mut out = String::new();
    for sub in ["eset", "unit42"] {
        let mut files: Vec<_> = std::fs::read_dir(folder.join(sub))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for path in files {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                continue;
            }
            out.push_str(&format!(
                "{sub}/{name}\n  {}\n",
                counts(&name, &std::fs::read(&path).unwrap())
            ));
        }
    }
    insta::assert_snapshot!("real_files", out);
}
