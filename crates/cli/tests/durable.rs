//! When the machine lets us down: nothing may be written, the disk is full, the store is damaged or of a newer program,
//! two processes write at once. Each time the message says what to do, and what was committed stays.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use kit::{NOW, Place, Ran, names};

/// Permissions do not bind the superuser, so the gateway is read as somebody else when the tests run as root.
fn as_nobody(place: &Place, args: &[&str]) -> Option<Ran> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|meta| {
        use std::os::unix::fs::MetadataExt;
        meta.uid() == 0
    });
    if !is_root {
        return Some(place.griot(args));
    }
    // The binary must be where anybody may run it.
    let binary = place.path("griot");
    fs::copy(env!("CARGO_BIN_EXE_griot"), &binary).unwrap();
    open_up(&place.path(""));
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&binary)
        .arg("--home")
        .arg(place.home())
        .args(["--now", NOW])
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    match command.spawn() {
        Ok(child) => Some(Ran::ended(child, args)),
        Err(_) => {
            println!("skipped: there is no setpriv");
            None
        }
    }
}

/// Everybody may read and run, nobody but the owner may write.
fn open_up(folder: &std::path::Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_read_only_folder_is_read_and_not_written() {
    let place = Place::new();
    let list = place.file("one.txt", "a.example\n");
    place.ingest(&list);
    let more = place.file("two.txt", "b.example\n");
    let home = place.home();
    for path in [home.clone(), home.join("griot.db"), home.join("archive")] {
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let ingest = ["ingest", "--from", "acme", more.to_str().unwrap()];
    let write = as_nobody(&place, &ingest);
    let read = as_nobody(&place, &["--json", "lookup", "a.example"]);
    fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["griot.db", "archive"] {
        let path = home.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let (Some(write), Some(read)) = (write, read) else {
        return;
    };
    let write = write.with_code(1);
    assert!(
        write.err.contains("permission") || write.err.contains("Permission"),
        "{}",
        write.err
    );
    assert_eq!(read.ok().value()["known"], true);
    // With the permissions back the same command goes through.
    place.ingest(&more);
    assert_eq!(place.statements(), 2);
}

/// No file may grow beyond `blocks` units of 512 bytes (`ulimit -f`): what a full disk or a quota does to a process.
fn with_limit(place: &Place, blocks: u32, args: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    // The signal is ignored so that the write fails, as it does on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    command
        .args(["-c", &script, env!("CARGO_BIN_EXE_griot"), "--home"])
        .arg(place.home())
        .args(["--now", NOW])
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ran::ended(command.spawn().unwrap(), args)
}

#[test]
fn a_full_disk_stops_with_a_clear_message_and_loses_nothing() {
    let place = Place::new();
    let list = place.file("long.txt", names("full", 200_000));
    let args = ["ingest", "--from", "acme", list.to_str().unwrap()];
    let mut failed = 0;
    // From a limit that the copy of the input hits to one that the store hits in its second batch.
    for blocks in [64, 1_024, 4_000, 12_000, 20_000] {
        let ran = with_limit(&place, blocks, &args);
        if ran.code == 0 {
            break;
        }
        failed += 1;
        let ran = ran.with_code(1);
        assert!(
            ["too large", "space", "disk", "Quota"]
                .iter()
                .any(|word| ran.err.contains(word)),
            "{blocks}: {}",
            ran.err
        );
        assert_eq!(ran.err.trim_end().lines().count(), 1, "{}", ran.err);
        // The store opens, and holds whole batches only.
        let status = place.status();
        let receipts = place.griot(&["--json", "receipt"]).ok().value();
        let rows: u64 = receipts
            .as_array()
            .unwrap()
            .iter()
            .map(|receipt| kit::count(receipt, "rows"))
            .sum();
        assert_eq!(status["statements"], rows);
        assert!(rows == 0 || rows == 96_000 || rows == 192_000, "{rows}");
    }
    assert!(failed >= 3, "only {failed} limits were hit");
    let receipt = place.ingest(&list).remove(0);
    assert_eq!(kit::count(&receipt, "new"), 200_000);
    assert_eq!(place.statements(), 200_000);
    let last = place.lookup("n199999.full.example");
    assert_eq!(
        last["indicator"]["observations"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_damaged_store_is_named_and_not_made_worse() {
    let place = Place::new();
    let list = place.file("a.txt", names("damage", 30_000));
    place.ingest(&list);
    let store = place.home().join("griot.db");
    let good = fs::read(&store).unwrap();
    assert!(!place.home().join("griot.db-wal").exists() || good.len() > 100_000);

    // Pages overwritten in the middle, all after the first, which holds the schema.
    let mut bad = good.clone();
    for byte in &mut bad[8_192..] {
        *byte = 0xa5;
    }
    fs::write(&store, &bad).unwrap();
    for args in [
        vec!["status"],
        vec!["lookup", "n000001.damage.example"],
        vec!["ingest", "--from", "acme", list.to_str().unwrap()],
    ] {
        let ran = place.griot(&args).with_code(1);
        assert!(
            ran.err.contains("damaged") && ran.err.contains("backup"),
            "{args:?}: {}",
            ran.err
        );
    }
    assert_eq!(fs::read(&store).unwrap().len(), bad.len());

    // Something else altogether.
    fs::write(&store, "this is a letter, not a store\n".repeat(500)).unwrap();
    let ran = place.griot(&["status"]).with_code(1);
    assert!(
        ran.err.contains("not a Griot store") || ran.err.contains("damaged"),
        "{}",
        ran.err
    );
    // Cut off.
    fs::write(&store, &good[..good.len() / 2]).unwrap();
    let ran = place.griot(&["list", "--limit", "100000"]);
    assert_ne!(ran.code, 101, "{}", ran.err);

    fs::write(&store, &good).unwrap();
    assert_eq!(place.statements(), 30_000);
}

/// A disk that turns single bytes over: whatever is read then is right or an error, never a crash.
#[test]
fn bytes_that_turn_over_never_crash_it() {
    let place = Place::new();
    let list = place.file("a.txt", names("flip", 3_000));
    place.ingest(&list);
    let store = place.home().join("griot.db");
    let good = fs::read(&store).unwrap();
    let mut dice = kit::Dice(99);
    let mut noticed = 0;
    for _ in 0..30 {
        let mut bad = good.clone();
        for _ in 0..1 + dice.below(40) {
            let at = dice.below(bad.len() as u64) as usize;
            bad[at] ^= 1 << dice.below(8);
        }
        fs::write(&store, &bad).unwrap();
        for args in [
            &["list", "--limit", "4000"][..],
            &["--json", "lookup", "n000007.flip.example"],
            &["export", "--format", "csv", "-q"],
        ] {
            // The kit fails on a panic.
            let ran = place.griot(args);
            assert!(
                [0, 1, 2, 4].contains(&ran.code),
                "{}: {}",
                ran.code,
                ran.err
            );
            noticed += usize::from(ran.code == 1);
        }
    }
    println!("{noticed} of 90 runs said that something is wrong");
    fs::write(&store, &good).unwrap();
    assert_eq!(place.statements(), 3_000);
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    let store = place.home().join("griot.db");
    let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
        c.execute('INSERT INTO schema_version (version) VALUES (9999)'); c.commit(); c.close()";
    let status = Command::new("python3")
        .args(["-c", script])
        .arg(&store)
        .status();
    if !status.is_ok_and(|status| status.success()) {
        println!("skipped: there is no python3 with sqlite3");
        return;
    }
    let list = place.file("a.txt", "a.example\n");
    let before = fs::read(&store).unwrap();
    for args in [
        vec!["status"],
        vec!["ingest", "--from", "acme", list.to_str().unwrap()],
    ] {
        let ran = place.griot(&args).with_code(1);
        assert!(
            ran.err.contains("9999") && ran.err.contains("newer griot"),
            "{}",
            ran.err
        );
    }
    assert_eq!(fs::read(&store).unwrap(), before);
}

#[test]
fn two_processes_write_at_once() {
    let place = Place::new();
    let paths: Vec<_> = (0..2)
        .map(|n| place.file(&format!("{n}.txt"), names(&format!("writer{n}"), 120_000)))
        .collect();
    let start = |path: &std::path::Path| {
        place
            .command(&["--json", "ingest", "--from", "acme", path.to_str().unwrap()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = paths.iter().map(|path| start(path)).collect();
    // Reading goes on meanwhile.
    place.griot(&["--json", "status"]).ok();
    for (child, path) in children.into_iter().zip(&paths) {
        let ran = Ran::ended(child, &["ingest"]);
        if ran.code != 0 {
            assert!(ran.err.contains("another process"), "{}", ran.err);
            place.ingest(path);
        }
    }
    assert_eq!(place.statements(), 240_000);
    let receipts = place.griot(&["--json", "receipt"]).ok().value();
    for receipt in receipts.as_array().unwrap() {
        assert_eq!(receipt["state"], "complete", "{receipt}");
        assert_eq!(kit::count(receipt, "new"), 120_000, "{receipt}");
    }
}

#[test]
fn the_same_list_from_two_processes_goes_in_once() {
    let place = Place::new();
    let path = place.file("a.txt", names("twice", 120_000));
    let children: Vec<_> = (0..2)
        .map(|_| {
            place
                .command(&["--json", "ingest", "--from", "acme", path.to_str().unwrap()])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let ran = Ran::ended(child, &["ingest"]);
        assert!(
            ran.code == 0
                || ran.err.contains("another process")
                || ran.err.contains("committed position")
                || ran.err.contains("complete"),
            "{}",
            ran.err
        );
    }
    let receipt = place.ingest(&path).remove(0);
    assert_eq!(kit::count(&receipt, "new"), 120_000);
    assert_eq!(place.statements(), 120_000);
}
