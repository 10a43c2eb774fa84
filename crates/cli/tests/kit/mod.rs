//! The test kit: a gateway in a folder of its own, the real binary run against it at a fixed time, its answers read.
//!
//! It knows nothing about what is right; the tests say that.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The time that counts as now in every test.
pub const NOW: &str = "2026-11-23T12:00:00Z";

/// A folder with room for a gateway (`home`) and for the files that a test hands in.
pub struct Place {
    folder: TempDir,
}

/// What a run of the binary gave.
pub struct Ran {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    what: String,
}

impl Place {
    /// A folder without a gateway.
    pub fn bare() -> Place {
        Place {
            folder: TempDir::new().unwrap(),
        }
    }

    /// An exercise gateway (reserved addresses are taken in) in which `acme` hands in under the agreement `std`.
    pub fn new() -> Place {
        let place = Place::bare();
        place.griot(&["init", "--exercise"]).ok();
        place.partner("acme", &[]);
        place
    }

    /// A gateway for real addresses, with `acme` and `std`.
    pub fn real() -> Place {
        let place = Place::bare();
        place.griot(&["init"]).ok();
        place.partner("acme", &[]);
        place
    }

    /// Registers a partner and its agreement `std`, with further terms.
    pub fn partner(&self, slug: &str, terms: &[&str]) {
        let name = format!("{slug} threat desk");
        self.griot(&["org", "add", slug, "--name", &name]).ok();
        let mut args = vec!["agreement", "add", slug, "std"];
        if !terms.contains(&"--until") {
            args.extend(["--until", "2027-12-31"]);
        }
        if !terms.contains(&"--category") {
            args.extend(["--category", "phishing_site"]);
        }
        args.extend(terms);
        self.griot(&args).ok();
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The gateway's folder.
    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Writes a file into the folder, with the folders above it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// The binary on this gateway, at the fixed time, without anything of the caller's environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = griot();
        command
            .arg("--home")
            .arg(self.home())
            .args(["--now", NOW])
            .args(args);
        command
    }

    /// Runs the binary.
    pub fn griot(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args), args)
    }

    /// Runs the binary at another time.
    pub fn griot_at(&self, now: &str, args: &[&str]) -> Ran {
        let mut command = griot();
        command
            .arg("--home")
            .arg(self.home())
            .args(["--now", now])
            .args(args);
        Ran::of(command, args)
    }

    /// Runs the binary with bytes on standard input.
    pub fn griot_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // A program that refuses early closes its end.
                let _ = stdin.write_all(input);
            });
            Ran::ended(child, args)
        })
    }

    /// Hands a file in from `acme` and gives its receipts, each of which must add up.
    pub fn ingest(&self, path: &Path) -> Vec<Value> {
        self.ingest_from("acme", path)
    }

    /// Hands a file in.
    pub fn ingest_from(&self, from: &str, path: &Path) -> Vec<Value> {
        let path = path.to_str().unwrap();
        let receipts = self
            .griot(&["--json", "ingest", "--from", from, path])
            .ok()
            .values();
        for receipt in &receipts {
            adds_up(receipt);
        }
        receipts
    }

    /// The state of the gateway, as the hub sees it.
    pub fn status(&self) -> Value {
        self.griot(&["--json", "status"]).ok().value()
    }

    /// Statements in view of the hub.
    pub fn statements(&self) -> u64 {
        self.status()["statements"].as_u64().unwrap()
    }

    /// What the hub knows about a value.
    pub fn lookup(&self, value: &str) -> Value {
        self.griot(&["--json", "lookup", value]).value()
    }
}

impl Ran {
    fn of(mut command: Command, args: &[&str]) -> Ran {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ran::ended(command.spawn().unwrap(), args)
    }

    /// Waits for a child whose output is piped.
    pub fn ended(child: Child, args: &[&str]) -> Ran {
        let output = child.wait_with_output().unwrap();
        let ran = Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
            what: format!("griot {}", args.join(" ")),
        };
        assert!(
            !ran.err.contains("panicked at"),
            "{}: {}",
            ran.what,
            ran.err
        );
        ran
    }

    /// The run must have ended well.
    pub fn ok(self) -> Ran {
        self.with_code(0)
    }

    /// The run must have ended with this code.
    pub fn with_code(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}\n{}", self.what, self.out, self.err);
        self
    }

    /// The one JSON document on standard output.
    pub fn value(&self) -> Value {
        let values = self.values();
        assert_eq!(
            values.len(),
            1,
            "{}: one document was expected\n{}",
            self.what,
            self.out
        );
        values.into_iter().next().unwrap()
    }

    /// The JSON documents on standard output, one a line.
    pub fn values(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| {
                serde_json::from_str(line)
                    .unwrap_or_else(|error| panic!("{}: {error}: {line}", self.what))
            })
            .collect()
    }
}

/// The binary, without the caller's `GRIOT_…` variables.
pub fn griot() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_griot"));
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("GRIOT_") {
            command.env_remove(key);
        }
    }
    command
}

/// A count of a receipt's tally.
pub fn count(receipt: &Value, name: &str) -> u64 {
    receipt["tally"][name]
        .as_u64()
        .unwrap_or_else(|| panic!("no count {name} in {receipt}"))
}

/// All refused rows of a receipt.
pub fn refused(receipt: &Value) -> u64 {
    let reasons = receipt["tally"]["refused"].as_object().unwrap();
    reasons.values().map(|n| n.as_u64().unwrap()).sum()
}

/// The rows of a receipt are the sum of what became of them.
pub fn adds_up(receipt: &Value) {
    let sum: u64 = ["new", "updated", "duplicate", "kept"]
        .iter()
        .map(|name| count(receipt, name))
        .sum();
    assert_eq!(count(receipt, "rows"), sum + refused(receipt), "{receipt}");
}

/// A plain list of `rows` names below `<prefix>.example`.
pub fn names(prefix: &str, rows: usize) -> String {
    (0..rows)
        .map(|row| format!("n{row:06}.{prefix}.example\n"))
        .collect()
}

/// A folder beside the repository that not every machine has; says so when it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

/// Whether a program is there; says so when it is not.
pub fn have(program: &str) -> bool {
    let there = Command::new(program)
        .arg("-v")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok();
    if !there {
        println!("skipped: there is no program {program}");
    }
    there
}

/// The text of a PDF, if there is a program that extracts it. Pages are separated by form feeds.
pub fn pdf_text(path: &Path) -> Option<String> {
    if !have("pdftotext") {
        return None;
    }
    let output = Command::new("pdftotext")
        .arg(path)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", path.display());
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Everything that can be read in a file of a report: text as it is, members of packed documents, the text of a PDF.
pub fn readable(path: &Path) -> Option<String> {
    let name = path.to_string_lossy();
    if name.ends_with(".pdf") {
        return pdf_text(path);
    }
    if name.ends_with(".docx") || name.ends_with(".xlsx") {
        if !have("unzip") {
            return None;
        }
        let output = Command::new("unzip").arg("-p").arg(path).output().unwrap();
        return Some(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Some(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
}

/// All files below a folder, in the order of their names.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Random numbers from a seed (SplitMix64), for delays and choices.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}
