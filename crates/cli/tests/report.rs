//! The demonstration and its reports: the same data gives the same bytes, every page is marked, every annex speaks of the
//! same items, digests are right, and what was invented is found again.

#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use kit::{NOW, Place, Ran, have, pdf_text};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Two demonstrations of one seed and time, made by two processes at once.
static DEMOS: LazyLock<(Place, Value)> = LazyLock::new(|| {
    let place = Place::bare();
    let start = |name: &str, threads: &str| {
        kit::griot()
            .args(["--json", "--now", NOW, "demo", "--seed", "11", "--out"])
            .arg(place.path(name))
            // The number of threads must not matter.
            .env("GRIOT_THREADS", threads)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children = [start("one", "1"), start("two", "3")];
    let mut answers = children.map(|child| Ran::ended(child, &["demo"]).ok().value());
    let first = std::mem::take(&mut answers[0]);
    (place, first)
});

fn demo(name: &str) -> PathBuf {
    DEMOS.0.path(name)
}

/// Files below a folder with their digests.
fn digests(folder: &Path) -> BTreeMap<String, String> {
    kit::files(folder)
        .iter()
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            (name, sha256(&fs::read(path).unwrap()))
        })
        .collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The folders of the reports, one a country.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(demo("one").join("reports"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

fn of_kind(folder: &Path, end: &str) -> PathBuf {
    kit::files(folder)
        .into_iter()
        .find(|path| path.to_string_lossy().ends_with(end))
        .unwrap_or_else(|| panic!("no {end} in {}", folder.display()))
}

#[test]
fn the_same_seed_and_time_give_the_same_bytes() {
    for part in ["reports", "feeds"] {
        let (one, two) = (
            digests(&demo("one").join(part)),
            digests(&demo("two").join(part)),
        );
        assert!(one.len() > 100, "{part}: {} files", one.len());
        let names =
            |digests: &BTreeMap<String, String>| digests.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&one), names(&two));
        let differ: Vec<&String> = one
            .iter()
            .filter(|(name, digest)| two[*name] != **digest)
            .map(|(name, _)| name)
            .collect();
        assert!(differ.is_empty(), "{part}: {differ:?}");
    }
    for name in ["truth.json", "score.json"] {
        let read = |demo_name: &str| fs::read(demo(demo_name).join(name)).unwrap();
        assert_eq!(read("one"), read("two"), "{name}");
    }
}

/// The same report once more: nothing has changed, so it is the same report. When something has changed (here the age of
/// everything in it), it is the next version of the same number.
#[test]
fn a_report_made_again_is_the_same_report() {
    let home = demo("two");
    let out = DEMOS.0.path("again");
    let run = |now: &str| {
        let mut command = kit::griot();
        command.args(["--json", "--now", now, "--home"]).arg(&home);
        command.args([
            "report",
            "--country",
            "KE",
            "--period",
            "2026-05-01..2026-11-30",
        ]);
        command.arg("--out").arg(&out).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let made = Ran::ended(command.spawn().unwrap(), &["report"])
            .ok()
            .value();
        (made, digests(&out))
    };
    let (first, bytes) = run(NOW);
    let (second, again) = run(NOW);
    assert_eq!(first, second);
    assert_eq!(bytes, again);
    let (later, _) = run("2026-11-29T12:00:00Z");
    assert_eq!(later[0]["reference"], first[0]["reference"]);
    let version = |made: &Value| made[0]["version"].as_u64().unwrap();
    assert_eq!(version(&later), version(&first) + 1, "{later}");
}

#[test]
fn manifests_and_digests_are_right() {
    for folder in folders() {
        let manifest: Value =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        assert_eq!(manifest["exercise"], true);
        let mut named = BTreeSet::from(["manifest.json".to_owned(), "SHA256SUMS".to_owned()]);
        let mut sums = String::new();
        for file in manifest["files"].as_array().unwrap() {
            let name = file["name"].as_str().unwrap();
            let bytes = fs::read(folder.join(name)).unwrap();
            assert_eq!(file["sha256"], sha256(&bytes), "{name}");
            assert_eq!(file["bytes"], bytes.len(), "{name}");
            sums += &format!("{}  {name}\n", sha256(&bytes));
            named.insert(name.to_owned());
        }
        assert_eq!(fs::read_to_string(folder.join("SHA256SUMS")).unwrap(), sums);
        let there: BTreeSet<String> = digests(&folder).into_keys().collect();
        assert_eq!(
            there, named,
            "nothing is there that the manifest does not name"
        );
    }
}

#[test]
fn every_page_is_marked_as_an_exercise() {
    let mut pages = 0;
    for folder in folders() {
        for (lang, word) in [("en", "EXERCISE"), ("fr", "EXERCICE")] {
            let path = of_kind(&folder, &format!("-{lang}.pdf"));
            let bytes = fs::read(&path).unwrap();
            assert!(bytes.starts_with(b"%PDF-"), "{}", path.display());
            if let Some(text) = pdf_text(&path) {
                for page in text.split('\u{c}').filter(|page| !page.trim().is_empty()) {
                    pages += 1;
                    assert!(page.contains(word), "{}: {page}", path.display());
                }
            }
            let html = fs::read_to_string(of_kind(&folder, &format!("-{lang}.html"))).unwrap();
            assert!(html.contains(word), "{lang} in {}", folder.display());
        }
    }
    println!("{pages} pages");
}

#[test]
fn there_is_a_report_for_each_country_of_the_operation() {
    let folders = folders();
    assert!(folders.len() >= 28, "{} countries", folders.len());
    let made = DEMOS.1["reports"].as_array().unwrap();
    assert_eq!(made.len(), folders.len());
    let references: BTreeSet<&str> = made
        .iter()
        .map(|made| made["reference"].as_str().unwrap())
        .collect();
    assert_eq!(references.len(), made.len(), "each has a number of its own");
    for made in made {
        assert!(made["items"].as_u64().unwrap() > 0, "{made}");
        let files = made["files"].as_array().unwrap();
        for end in [
            "-en.pdf",
            "-fr.pdf",
            "-en.html",
            "-fr.html",
            "-en.docx",
            "-fr.docx",
            ".csv",
            ".xlsx",
            ".stix.json",
            ".misp.json",
        ] {
            assert!(
                files
                    .iter()
                    .any(|name| name.as_str().unwrap().ends_with(end)),
                "{end}: {made}"
            );
        }
    }
}

/// Whether a text is a UUID in its usual form.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Every UUID in a text.
fn uuids(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    words
        .filter(|word| is_uuid(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_annex_speaks_of_the_same_items() {
    for folder in folders() {
        let csv = fs::read_to_string(of_kind(&folder, ".csv")).unwrap();
        let ids: BTreeSet<String> = csv
            .lines()
            .filter_map(|line| line.split(',').next())
            .filter(|cell| is_uuid(cell))
            .map(str::to_owned)
            .collect();
        let manifest: Value =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        assert_eq!(manifest["items"], ids.len(), "{}", folder.display());

        let stix: Value =
            serde_json::from_slice(&fs::read(of_kind(&folder, ".stix.json")).unwrap()).unwrap();
        let of_stix: BTreeSet<String> = stix["objects"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|object| object["id"].as_str())
            .filter_map(|id| id.strip_prefix("indicator--"))
            .map(str::to_owned)
            .collect();
        assert_eq!(of_stix, ids, "STIX in {}", folder.display());

        let misp: Value =
            serde_json::from_slice(&fs::read(of_kind(&folder, ".misp.json")).unwrap()).unwrap();
        let of_misp: BTreeSet<String> = misp["Event"]["Attribute"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|attribute| attribute["uuid"].as_str())
            .map(str::to_owned)
            .collect();
        assert_eq!(of_misp, ids, "MISP in {}", folder.display());

        if let Some(text) = kit::readable(&of_kind(&folder, ".xlsx")) {
            let of_xlsx = uuids(&text);
            let missing: Vec<_> = ids.difference(&of_xlsx).collect();
            assert!(
                missing.is_empty(),
                "XLSX in {}: {missing:?}",
                folder.display()
            );
        }
    }
}

#[test]
fn what_was_invented_is_found() {
    let score: Value =
        serde_json::from_slice(&fs::read(demo("one").join("score.json")).unwrap()).unwrap();
    for (measure, percent) in [
        ("presence", 99.0),
        ("precision", 99.0),
        ("fusion", 99.0),
        ("spelling", 99.0),
        ("country-by-address", 99.0),
        ("country-by-statement", 99.0),
        ("dispute-shown", 95.0),
        ("category", 98.0),
        ("suppressed", 99.0),
        ("noted", 99.0),
        ("kept", 99.0),
        ("malformed-refused", 99.0),
        ("terms-refused", 99.0),
    ] {
        let got = &score[measure];
        assert!(got["of"].as_u64().unwrap() > 0, "{measure}");
        assert!(
            got["percent"].as_f64().unwrap() >= percent,
            "{measure}: {got}"
        );
    }
    let deliveries = DEMOS.1["deliveries"].as_array().unwrap();
    assert!(deliveries.len() > 100);
    for delivery in deliveries {
        assert_eq!(delivery["as_expected"], true, "{delivery}");
        assert_eq!(delivery["tally"]["rows"].as_u64().unwrap(), {
            let refused: u64 = delivery["tally"]["refused"]
                .as_object()
                .unwrap()
                .values()
                .map(|n| n.as_u64().unwrap())
                .sum();
            ["new", "updated", "duplicate", "kept"]
                .iter()
                .map(|name| delivery["tally"][name].as_u64().unwrap())
                .sum::<u64>()
                + refused
        });
    }
}

#[test]
fn documents_hold_no_live_link_to_an_indicator() {
    for folder in folders() {
        for lang in ["en", "fr"] {
            let html = fs::read_to_string(of_kind(&folder, &format!("-{lang}.html"))).unwrap();
            for word in ["<script", "javascript:", "onerror="] {
                assert!(!html.contains(word), "{word} in {}", folder.display());
            }
            for link in html.split("href=\"").skip(1) {
                let target = link.split('"').next().unwrap();
                assert!(
                    !target.contains(".invalid") && !target.contains("198.18."),
                    "{target}"
                );
            }
        }
    }
}

#[test]
fn a_demonstration_is_replaced_only_when_asked() {
    let place = Place::bare();
    let out = place.path("kept");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("letter.txt"), "mine").unwrap();
    let ran = place
        .griot(&["demo", "--again", "--out", out.to_str().unwrap()])
        .with_code(1);
    assert!(ran.err.contains("holds no demonstration"), "{}", ran.err);
    assert_eq!(fs::read_to_string(out.join("letter.txt")).unwrap(), "mine");
    let ran = place
        .griot(&["demo", "--out", demo("one").to_str().unwrap()])
        .with_code(1);
    assert!(ran.err.contains("--again"), "{}", ran.err);
}

/// The command line in French, from intake to lookup.
#[test]
fn french_is_spoken() {
    let place = Place::bare();
    let mut said = String::new();
    let list = place.file(
        "liste.csv",
        "value,category,tlp,target_country,comment\n\
         hameçonnage.example,phishing_site,AMBER,SN,faux guichet\n\
         198.18.4.7,botnet_c2,RED,SN,serveur\n\
         pas une adresse,scam_site,GREEN,SN,x\n",
    );
    let mut run = |args: &[&str]| {
        let mut all = vec!["--lang", "fr"];
        all.extend(args);
        let ran = place.griot(&all);
        let text = format!("{}{}", ran.out, ran.err);
        let text = text.replace(place.path("").to_str().unwrap(), "[dossier]/");
        said += &format!("$ griot {} → {}\n", args[0], ran.code);
        for line in text.lines() {
            // The size of the store is not what this is about.
            let line = if line.starts_with("Base :") {
                "Base : […]"
            } else {
                line
            };
            said += line.trim_end();
            said.push('\n');
        }
    };
    run(&["init", "--exercise"]);
    run(&["org", "add", "acme", "--name", "Acme", "--reliability", "B"]);
    run(&["agreement", "add", "acme", "std", "--until", "2026-12-31"]);
    run(&["ingest", "--from", "acme", list.to_str().unwrap()]);
    run(&["lookup", "hameçonnage.example", "198.18.4.7"]);
    run(&["list"]);
    run(&["status"]);
    run(&[
        "export",
        "--format",
        "plain",
        "--for",
        "block",
        "--recipient",
        "SN",
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn documents_open_in_other_programs() {
    if !have("unzip") {
        return;
    }
    for folder in folders().into_iter().take(3) {
        for end in ["-en.docx", "-fr.docx", ".xlsx"] {
            let path = of_kind(&folder, end);
            let status = std::process::Command::new("unzip")
                .args(["-qq", "-t"])
                .arg(&path)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert!(status.success(), "{}", path.display());
        }
    }
}
