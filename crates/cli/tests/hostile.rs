//! Input that means harm, or comes from a broken machine: it is refused or taken in row by row, in bounded memory, with
//! a reason, and nothing of it reaches a terminal or a spreadsheet alive.

#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use kit::{Place, Ran, count, have, names, refused};

fn gzip(place: &Place, name: &str, content: &str) -> Option<Vec<u8>> {
    if !have("gzip") {
        return None;
    }
    let path = place.file(name, content);
    assert!(Command::new("gzip").arg(&path).status().unwrap().success());
    Some(fs::read(place.path(&format!("{name}.gz"))).unwrap())
}

#[test]
fn a_cut_off_archive_gives_its_rows_and_says_so() {
    let place = Place::new();
    let Some(whole) = gzip(&place, "whole.txt", &names("cut", 50_000)) else {
        return;
    };
    let path = place.file("cut.txt.gz", &whole[..whole.len() / 2]);
    let receipt = place.ingest(&path).remove(0);
    assert_eq!(receipt["tally"]["refused"]["truncated"], 1, "{receipt}");
    assert!(count(&receipt, "new") > 1_000, "{receipt}");
    assert!(count(&receipt, "new") < 50_000, "{receipt}");
    // The last row that is taken in is a whole one.
    let list = place.griot(&["export", "--format", "plain", "-q"]).ok().out;
    for value in list.lines().filter(|line| !line.starts_with('#')) {
        assert!(value.ends_with(".cut.example"), "{value}");
    }
}

/// 200 MB of one line. How far it swells depends on the packer: what zstd makes of it is beyond the limit, and stops
/// soon after the first ten megabytes.
#[test]
fn a_file_that_swells_is_stopped() {
    if !have("zstd") {
        return;
    }
    let place = Place::new();
    let mut packer = Command::new("zstd")
        .args(["-q", "-o"])
        .arg(place.path("bomb.txt.zst"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let block = "a.example\n".repeat(100_000);
    let mut stdin = packer.stdin.take().unwrap();
    for _ in 0..200 {
        stdin.write_all(block.as_bytes()).unwrap();
    }
    drop(stdin);
    assert!(packer.wait().unwrap().success());
    let bomb = place.path("bomb.txt.zst");
    let ran = place.griot(&["--json", "ingest", "--from", "acme", bomb.to_str().unwrap()]);
    let text = format!("{}{}", ran.out, ran.err);
    assert!(text.contains("ratio"), "code {}: {text}", ran.code);
    // What had come out by then is accounted for, and is far less than the whole.
    let receipts = place.griot(&["--json", "receipt"]).ok().value();
    for receipt in receipts.as_array().unwrap() {
        kit::adds_up(receipt);
        assert!(count(receipt, "rows") < 4_000_000, "{receipt}");
    }
    assert!(place.statements() <= 1);
}

/// 200 MB of zeros behind a few good lines, in an archive of 200 kB: one row that is too long, or the limit.
#[test]
fn an_archive_that_swells_is_read_in_bounded_memory() {
    if !have("zip") {
        return;
    }
    let place = Place::new();
    let folder = place.path("bomb");
    fs::create_dir_all(&folder).unwrap();
    let mut file = fs::File::create(folder.join("list.txt")).unwrap();
    file.write_all(b"a.example\nb.example\n").unwrap();
    file.set_len(200 << 20).unwrap();
    drop(file);
    let status = Command::new("zip")
        .args(["-q", "bomb.zip", "list.txt"])
        .current_dir(&folder)
        .status()
        .unwrap();
    assert!(status.success());
    fs::remove_file(folder.join("list.txt")).unwrap();
    let bomb = folder.join("bomb.zip");
    let ran = place.griot(&["ingest", "--from", "acme", bomb.to_str().unwrap()]);
    let text = format!("{}{}", ran.out, ran.err);
    assert!(
        ran.code == 3 || text.contains("refused"),
        "{}: {text}",
        ran.code
    );
    assert!(
        text.contains("list.txt") || text.contains("bomb.zip"),
        "{text}"
    );
    assert!(text.len() < 2_000, "{} bytes of message", text.len());
    assert!(place.statements() <= 2);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_a_reason() {
    let place = Place::new();
    let mut dice = kit::Dice(5);
    let noise: Vec<u8> = (0..50_000).map(|_| dice.below(256) as u8).collect();
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let objects = r#"{"type":"bundle","objects":"#.to_owned() + &"[".repeat(100_000);
    for (name, content) in [
        ("noise.dat", noise),
        ("deep.json", deep.into_bytes()),
        ("open.json", "[".repeat(100_000).into_bytes()),
        ("bundle.json", objects.into_bytes()),
        ("nul.txt", vec![0; 4_096]),
    ] {
        let path = place.file(name, content);
        let ran = place.griot(&["ingest", "--from", "acme", path.to_str().unwrap()]);
        let text = format!("{}{}", ran.out, ran.err);
        // Refused as a whole, or every row of it.
        assert!(
            ran.code == 3 && text.contains("--format") || text.contains("refused"),
            "{name}: {} {text}",
            ran.code
        );
        assert!(text.contains(name), "{text}");
        assert!(
            text.len() < 2_000,
            "{name}: {} bytes of message",
            text.len()
        );
    }
    assert_eq!(place.statements(), 0);
}

#[test]
fn deep_json_among_good_rows_costs_one_row() {
    let place = Place::new();
    let event = |value: &str, extra: &str| {
        format!(
            r#"{{"classification.type":"phishing","source.fqdn":"{value}","time.source":"2026-11-20T00:00:00+00:00","feed.name":"x"{extra}}}"#
        )
    };
    let deep = format!(
        r#","extra.deep":{}1{}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let lines = [
        event("before.example", ""),
        event("deep.example", &deep),
        event("after.example", ""),
    ];
    let path = place.file("events.jsonl", lines.join("\n"));
    let receipt = place.ingest(&path).remove(0);
    assert_eq!(receipt["format"], "intelmq", "{receipt}");
    assert_eq!(receipt["tally"]["refused"]["too-deep"], 1, "{receipt}");
    assert_eq!(count(&receipt, "new"), 2, "{receipt}");
}

#[test]
fn text_comes_in_many_encodings() {
    let place = Place::new();
    let text = "value,category,comment\ndéjà.example,phishing_site,déjà vu\n";
    let latin: Vec<u8> = text
        .replace("déjà.", "deja.")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let wide = |little: bool| -> Vec<u8> {
        let bytes = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    for (name, content, value) in [
        ("latin.csv", latin, "deja.example"),
        ("little.csv", wide(true), "xn--dj-kia8a.example"),
        ("big.csv", wide(false), "xn--dj-kia8a.example"),
        (
            "marked.csv",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            "xn--dj-kia8a.example",
        ),
    ] {
        let path = place.file(name, content);
        let receipt = place.ingest(&path).remove(0);
        assert_eq!(count(&receipt, "rows"), 1, "{name}: {receipt}");
        assert_eq!(refused(&receipt), 0, "{name}: {receipt}");
        let found = place.lookup(value);
        let why = found["indicator"]["observations"][0]["why"]
            .as_str()
            .unwrap_or_else(|| panic!("{name}: {found}"))
            .to_owned();
        assert!(why.contains("déjà vu"), "{name}: {why}");
    }
}

#[test]
fn nothing_is_not_something() {
    let place = Place::new();
    for (name, content) in [
        ("empty.txt", ""),
        ("bom.txt", "\u{feff}"),
        ("blank.txt", "\n\n  \n"),
        ("remarks.txt", "# nothing today\n# really\n"),
    ] {
        let path = place.file(name, content);
        let ran = place.griot(&["--json", "ingest", "--from", "acme", path.to_str().unwrap()]);
        if ran.code == 3 {
            assert!(ran.err.contains(name), "{}", ran.err);
            continue;
        }
        let receipt = ran.ok().value();
        assert_eq!(count(&receipt, "rows"), 0, "{receipt}");
        assert!(!receipt["format_reason"].as_str().unwrap().is_empty());
    }
    assert_eq!(place.statements(), 0);
}

#[test]
fn a_feed_that_falls_silent_raises_an_alarm() {
    let place = Place::new();
    let yesterday = place.file("1/hosts-2026-11-22.txt", "a.example\nb.example\n");
    let receipt = place.ingest(&yesterday).remove(0);
    assert_eq!(receipt["alarms"].as_array().unwrap().len(), 0);
    let today = place.file("2/hosts-2026-11-23.txt", "");
    let receipt = place.ingest(&today).remove(0);
    let alarm = receipt["alarms"][0].as_str().unwrap();
    assert!(
        alarm.contains("2 rows") && alarm.contains("none now"),
        "{alarm}"
    );
    let status = place.griot(&["status"]).ok();
    assert!(status.out.contains("none now"), "{}", status.out);
    // What was known is still known.
    assert_eq!(place.lookup("a.example")["known"], true);
}

/// Runs the intake of standard input and gives the highest memory of the process, in megabytes.
#[cfg(target_os = "linux")]
fn memory_of(place: &Place, feed: impl FnOnce(&mut dyn Write) + Send) -> (Ran, u64) {
    let args = ["--json", "ingest", "--from", "acme", "-"];
    let mut child = place
        .command(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().unwrap();
    let mut highest = 0;
    std::thread::scope(|scope| {
        scope.spawn(move || feed(&mut stdin));
        // The kernel keeps the high-water mark; the last look before the end counts.
        while child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let mark = text
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
            highest = highest.max(mark.unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(3));
        }
    });
    (Ran::ended(child, &args), highest / 1024)
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_two_hundred_megabytes_is_one_refused_row() {
    let place = Place::new();
    let (ran, megabytes) = memory_of(&place, |out| {
        let block = vec![b'x'; 1 << 20];
        let _ = out.write_all(b"before.example\nbetween.example\n");
        for _ in 0..200 {
            if out.write_all(&block).is_err() {
                return;
            }
        }
        let _ = out.write_all(b"\nafter.example\n");
    });
    println!("{megabytes} MB");
    assert!(megabytes > 0 && megabytes < 400, "{megabytes} MB");
    let receipt = ran.ok().value();
    kit::adds_up(&receipt);
    assert_eq!(count(&receipt, "new"), 3, "{receipt}");
    assert_eq!(receipt["tally"]["refused"]["too-long"], 1, "{receipt}");
    let raw = receipt["first_refusals"][0]["raw"].as_str().unwrap();
    assert!(raw.len() < 10_000, "{} bytes are kept", raw.len());
}

#[cfg(target_os = "linux")]
#[test]
fn long_rows_in_number_do_not_fill_the_memory() {
    let place = Place::new();
    let (ran, megabytes) = memory_of(&place, |out| {
        let comment = "c".repeat(100_000);
        let _ = out.write_all(b"value,category,comment\n");
        for row in 0..1_500 {
            if writeln!(out, "r{row}.example,phishing_site,{comment}").is_err() {
                return;
            }
        }
    });
    println!("{megabytes} MB");
    assert!(megabytes > 0 && megabytes < 400, "{megabytes} MB");
    assert_eq!(count(&ran.ok().value(), "new"), 1_500);
}

/// Rows with everything that a spreadsheet runs, in every free text column.
const FORMULAS: &str = "value,category,malware,campaign,comment,target_country,target\n\
    a.example,phishing_site,\"=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\",+1+1,\"@SUM(1)\",KE,-2+3\n\
    b.example,phishing_site,\"\t=1+1\",\"\r=1+1\",\"=cmd|' /C calc'!A0\",KE,\"@x\"\n";

#[test]
fn formulas_do_not_reach_a_spreadsheet() {
    let place = Place::new();
    let path = place.file("formulas.csv", FORMULAS);
    let receipt = place.ingest(&path).remove(0);
    assert_eq!(count(&receipt, "new"), 2, "{receipt}");
    let csv = place.griot(&["export", "--format", "csv", "-q"]).ok().out;
    no_formulas("export", &csv);
    let out = place.path("reports");
    place
        .griot(&[
            "report",
            "--country",
            "KE",
            "--languages",
            "en",
            "--out",
            out.to_str().unwrap(),
        ])
        .ok();
    let tables: Vec<PathBuf> = kit::files(&out)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "csv"))
        .collect();
    assert_eq!(tables.len(), 1);
    for path in tables {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("a.example"), "{text}");
        no_formulas(&path.display().to_string(), &text);
    }
    for path in kit::files(&out) {
        if path.extension().is_some_and(|kind| kind == "xlsx")
            && let Some(text) = kit::readable(&path)
        {
            assert!(!text.contains("<f>"), "a formula in {}", path.display());
        }
    }
}

/// No cell of a CSV begins with a character that starts a formula.
fn no_formulas(what: &str, csv: &str) {
    for cell in cells(csv) {
        let first = cell.chars().next();
        assert!(
            !first.is_some_and(|c| "=+-@\t\r".contains(c)),
            "{what}: {cell:?}"
        );
    }
}

/// The cells of a CSV (RFC 4180).
fn cells(csv: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = csv.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted && rest.peek() == Some(&'\n') => {}
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[test]
fn nothing_from_outside_steers_the_terminal() {
    let place = Place::new();
    let csv = "value,category,malware,campaign,comment\n\
        e.example,phishing_site,\"moc\u{202e}kcab\u{1b}]0;title\u{7}\",\u{2066}iso\u{2069},\"line\nfake line\u{9b}31m\"\n\
        b\u{202e}ad.example,phishing_site,,,\n\
        pаypal.example,phishing_site,,,the first a is Cyrillic\n\
        z\u{200b}ero.example,phishing_site,,,\n";
    place.file("in/na\u{1b}[31mme\u{202e}.csv", csv);
    place.file("in/x\u{1b}[2J.bin", [1, 2, 3, 0, 0xff, 0xfe, 0xfd]);
    let folder = place.path("in");
    let hub = place
        .griot(&["org", "add", "evil", "--name", "a\u{1b}[31mb\u{202e}c"])
        .ok();
    let ingest = place.griot(&["ingest", "--from", "acme", folder.to_str().unwrap()]);
    let shown = [
        hub,
        ingest.with_code(3),
        place.griot(&["lookup", "e.example", "pаypal.example", "q\u{1b}[1m"]),
        place.griot(&["lookup", "e.example", "--raw"]),
        place.griot(&["list"]),
        place.griot(&["list", "--raw"]),
        place.griot(&["receipt"]),
        place.griot(&["receipt", "1"]),
        place.griot(&["org", "list"]),
        place.griot(&["status"]),
        place.griot(&["receipt", "\u{1b}[31m"]),
        place.griot(&["list", "--kind", "\u{1b}[31m"]),
    ];
    for ran in &shown {
        for text in [&ran.out, &ran.err] {
            for c in text.chars() {
                let steers = (c.is_control() && c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
                assert!(!steers, "{c:?} in\n{text:?}");
            }
            assert!(
                !text.lines().any(|line| line.starts_with("fake line")),
                "a line end from outside: {text}"
            );
        }
    }
    // A name that looks like another is shown in the form that cannot be mistaken, and its direction tricks are refused.
    assert!(shown[2].out.contains("xn--"), "{}", shown[2].out);
    assert_eq!(place.lookup("bad.example")["known"], false);
    assert_eq!(place.lookup("paypal.example")["known"], false);
    let refusals = place.griot(&["--json", "receipt", "1"]).ok().values();
    assert_eq!(
        refusals[0]["tally"]["refused"]["invisible-characters"], 2,
        "{}",
        refusals[0]
    );
}

#[test]
fn exported_tables_carry_no_control_characters() {
    let place = Place::new();
    let csv = "value,category,malware,comment\ne.example,phishing_site,\"a\u{1b}[31mb\u{202e}c\",\"x\u{0}y\u{7}\"\n";
    let path = place.file("c.csv", csv);
    place.ingest(&path);
    for format in ["csv", "plain", "rpz", "dnsmasq", "unbound", "suricata"] {
        let text = place.griot(&["export", "--format", format, "-q"]).ok().out;
        let found: Vec<char> = text
            .chars()
            .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            .collect();
        assert!(found.is_empty(), "{format}: {found:?}\n{text}");
    }
}
