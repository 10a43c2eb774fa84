//! Real lists as their publishers give them out: everything goes in, every row is accounted for, nothing goes in twice.

#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kit::{Place, adds_up, count, have, refused, shared};
use serde_json::Value;

#[test]
fn every_published_list_goes_in_once() {
    let Some(feeds) = shared("feeds") else {
        return;
    };
    let place = Place::real();
    let folder = feeds.to_str().unwrap();
    let first = place
        .griot(&["--json", "ingest", "--from", "acme", folder])
        .ok()
        .values();
    let files = kit::files(&feeds);
    assert_eq!(first.len(), files.len(), "one receipt for each file");
    for receipt in &first {
        adds_up(receipt);
        assert_eq!(receipt["already_known"], false, "{receipt}");
        assert!(!receipt["format"].as_str().unwrap().is_empty());
    }
    let rows: u64 = first.iter().map(|receipt| count(receipt, "rows")).sum();
    let in_store: u64 = first.iter().map(|receipt| count(receipt, "new")).sum();
    // What the publishers cut off, and paths without a host, cannot be indicators; of the rest hardly a row is lost.
    let as_published = |receipt: &Value| -> u64 {
        ["cut-off", "unknown-type"]
            .iter()
            .map(|reason| receipt["tally"]["refused"][reason].as_u64().unwrap_or(0))
            .sum()
    };
    let lost: u64 = first
        .iter()
        .map(|receipt| refused(receipt) - as_published(receipt))
        .sum();
    assert!(in_store > 40_000, "{in_store} of {rows}");
    assert!(lost * 1_000 < rows, "{lost} of {rows} rows were refused");
    let before = place.status();

    let again = place
        .griot(&["--json", "ingest", "--from", "acme", folder])
        .ok()
        .values();
    assert_eq!(again.len(), first.len());
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(again["already_known"], true, "{again}");
        assert_eq!(again["uuid"], first["uuid"]);
        assert_eq!(again["tally"], first["tally"]);
    }
    assert_eq!(place.status(), before, "handing in again changes nothing");
}

/// A list of each kind, packed in every way that publishers pack them, gives the counts of the unpacked one.
#[test]
fn packing_makes_no_difference() {
    let place = Place::new();
    let list = kit::names("packed", 500) + "not an indicator\n\n# a remark\n";
    let plain = place.file("plain/names.txt", &list);
    let wanted = place.ingest(&plain).remove(0)["tally"].clone();
    assert_eq!(wanted["new"], 500);

    let mut packed: Vec<PathBuf> = Vec::new();
    for (program, args, name) in [
        ("gzip", vec!["-k"], "names.txt.gz"),
        ("zstd", vec!["-q", "-k"], "names.txt.zst"),
        ("zip", vec!["-q", "names.zip"], "names.zip"),
    ] {
        if !have(program) {
            continue;
        }
        let folder = place.path(program);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&plain, folder.join("names.txt")).unwrap();
        let status = Command::new(program)
            .args(&args)
            .arg("names.txt")
            .current_dir(&folder)
            .status()
            .unwrap();
        assert!(status.success());
        packed.push(folder.join(name));
    }
    for path in &packed {
        same_rows(&place.ingest(path), &wanted, path);
    }
    let stdin = place
        .griot_with(
            &["--json", "ingest", "--from", "acme", "-"],
            list.as_bytes(),
        )
        .ok()
        .value();
    adds_up(&stdin);
    // The same bytes from the same organisation are the same submission, whatever they are called.
    assert_eq!(stdin["already_known"], true, "{stdin}");
    assert_eq!(stdin["tally"], wanted);
    assert_eq!(place.statements(), 500);
}

/// The rows are read as in the plain file; all of them are known by now.
fn same_rows(receipts: &[Value], wanted: &Value, path: &Path) {
    assert_eq!(receipts.len(), 1, "{}", path.display());
    let receipt = &receipts[0];
    assert_eq!(receipt["already_known"], false, "{receipt}");
    assert_eq!(receipt["format"], "plain", "{receipt}");
    assert_eq!(receipt["tally"]["rows"], wanted["rows"], "{receipt}");
    assert_eq!(receipt["tally"]["duplicate"], 500, "{receipt}");
    assert_eq!(receipt["tally"]["refused"], wanted["refused"], "{receipt}");
    assert_eq!(
        receipt["tally"]["passed_over"], wanted["passed_over"],
        "{receipt}"
    );
}

#[test]
fn standard_input_is_taken_in_packed_too() {
    if !have("gzip") {
        return;
    }
    let place = Place::new();
    let path = place.file("names.txt", kit::names("pipe", 40));
    assert!(Command::new("gzip").arg(&path).status().unwrap().success());
    let bytes = fs::read(place.path("names.txt.gz")).unwrap();
    let receipt = place
        .griot_with(&["--json", "ingest", "--from", "acme", "-"], &bytes)
        .ok()
        .value();
    assert_eq!(count(&receipt, "new"), 40, "{receipt}");
    assert_eq!(receipt["name"], "-");
}

#[test]
fn one_unreadable_file_does_not_stop_a_folder() {
    let place = Place::new();
    place.file("in/a.txt", "a.example\n");
    place.file("in/b.bin", [0xde, 0xad, 0, 1, 2, 3, 0xff, 0xfe, 9]);
    place.file("in/deeper/c.txt", "c.example\n");
    let folder = place.path("in");
    let ran = place
        .griot(&[
            "--json",
            "ingest",
            "--from",
            "acme",
            folder.to_str().unwrap(),
        ])
        .with_code(3);
    assert_eq!(ran.values().len(), 2, "{}", ran.out);
    let error: Value = serde_json::from_str(ran.err.trim()).unwrap();
    assert!(
        error["error"].as_str().unwrap().contains("b.bin"),
        "{error}"
    );
    assert_eq!(place.statements(), 2);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_does_not_stop_a_folder() {
    let place = Place::new();
    place.file("in/a.txt", "a.example\n");
    place.file("in/z.txt", "z.example\n");
    std::os::unix::fs::symlink("/nowhere/at/all", place.path("in/m.txt")).unwrap();
    let folder = place.path("in");
    let ran = place
        .griot(&["ingest", "--from", "acme", folder.to_str().unwrap()])
        .with_code(3);
    assert!(ran.err.contains("m.txt"), "{}", ran.err);
    assert_eq!(place.statements(), 2);
}
