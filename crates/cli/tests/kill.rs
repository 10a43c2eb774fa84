//! Power cuts: the process is killed at moments that a seed chooses, again and again, and nothing that was committed
//! is lost, nothing goes in twice, and the same command in the end gives the store of an undisturbed run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod kit;

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use kit::{Dice, Place, names};
use serde_json::Value;

/// Rows of each list.
const ROWS: usize = 200_000;
/// Kills that must land.
const KILLS: usize = 50;
/// Lists at most, if the machine is so quick that kills come late.
const LISTS: usize = 40;
/// One test at a time: the moments are measured on a machine that does nothing else.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut dice = Dice(20_261_123);
    let quiet = Place::new();
    let list = quiet.file("round00.txt", names("round00", ROWS));
    let started = Instant::now();
    quiet.ingest(&list);
    let mut longest = started.elapsed();

    let place = Place::new();
    let (mut kills, mut late, mut between, mut round) = (0, 0, 0, 0);
    while kills < KILLS && round < LISTS {
        let name = format!("round{round:02}");
        let path = place.file(&format!("{name}.txt"), names(&name, ROWS));
        let mut seen = 0;
        loop {
            let delay = longest.mul_f64(dice.below(100) as f64 / 100.0);
            let killed = kill_after(&place, path.to_str().unwrap(), delay);
            let progress = committed(&place, &format!("{name}.txt"));
            assert!(
                progress >= seen,
                "committed rows were lost: {progress} after {seen}"
            );
            // A run that goes on behind committed rows is sooner done than a whole one, and the machine is now slow, now
            // quick: the longest delay follows, so that most kills land and some come late.
            longest = longest.mul_f64(if killed { 1.04 } else { 0.88 });
            if killed {
                kills += 1;
                between += usize::from(progress > 0 && progress < ROWS as u64);
            } else {
                late += 1;
            }
            seen = progress;
            if seen == ROWS as u64 && !killed {
                break;
            }
        }
        whole(&place, &name, round);
        std::fs::remove_file(&path).unwrap();
        round += 1;
    }
    println!(
        "{kills} kills, {between} of them between two batches, {late} runs to the end, {round} lists"
    );
    assert!(kills >= KILLS, "only {kills} kills landed");
    assert!(between > 0, "no kill came between two batches");

    // The store of the first list is that of the undisturbed run.
    let quiet_receipt = receipt(&quiet, "round00.txt").unwrap();
    let killed_receipt = receipt(&place, "round00.txt").unwrap();
    assert_eq!(quiet_receipt["tally"], killed_receipt["tally"]);
    assert_eq!(quiet_receipt["uuid"], killed_receipt["uuid"]);
    let export = |place: &Place| {
        let lines = place
            .griot(&["export", "--format", "plain", "--submission", "1", "-q"])
            .ok()
            .out;
        let mut values: Vec<String> = lines
            .lines()
            .filter(|line| line.ends_with(".example"))
            .map(str::to_owned)
            .collect();
        values.sort_unstable();
        values
    };
    let (quiet, place) = (export(&quiet), export(&place));
    assert_eq!(quiet.len(), ROWS);
    assert_eq!(quiet, place);
}

/// Hands the list in and kills the process after `delay`; false when it had ended by itself.
fn kill_after(place: &Place, path: &str, delay: Duration) -> bool {
    let mut child = place
        .command(&["-q", "ingest", "--from", "acme", path])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    // SIGKILL: the process has no say.
    child.kill().unwrap();
    let status = child.wait().unwrap();
    if status.code().is_some() {
        assert!(status.success(), "{status}");
    }
    status.code().is_none()
}

fn receipt(place: &Place, name: &str) -> Option<Value> {
    let all = place.griot(&["--json", "receipt"]).ok().value();
    let all = all.as_array().unwrap();
    let mut of_name = all.iter().filter(|receipt| receipt["name"] == name);
    let found = of_name.next().cloned();
    assert!(of_name.next().is_none(), "{name} is one submission");
    found
}

/// The rows of this list that are committed. Whatever was killed, the store holds exactly the rows that the receipts
/// speak of.
fn committed(place: &Place, name: &str) -> u64 {
    let all = place.griot(&["--json", "receipt"]).ok().value();
    let rows: u64 = all
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| {
            kit::adds_up(receipt);
            assert_eq!(
                receipt["tally"]["rows"], receipt["tally"]["new"],
                "{receipt}"
            );
            kit::count(receipt, "rows")
        })
        .sum();
    let status = place.status();
    assert_eq!(status["statements"], rows, "{status}");
    assert_eq!(status["store"]["tables"]["observation"], rows, "{status}");
    receipt(place, name).map_or(0, |receipt| kit::count(&receipt, "rows"))
}

/// A list that has gone in: all rows are there, and sampled ones, the first and the last among them, are found once.
fn whole(place: &Place, name: &str, round: usize) {
    let receipt = receipt(place, &format!("{name}.txt")).unwrap();
    assert_eq!(receipt["state"], "complete", "{receipt}");
    assert_eq!(kit::count(&receipt, "new"), ROWS as u64);
    assert_eq!(place.statements(), (ROWS * (round + 1)) as u64);
    let mut args = vec!["--json".to_owned(), "lookup".to_owned()];
    for row in [0, 1, 95_999, 96_000, 96_001, 191_999, 192_000, ROWS - 1] {
        args.push(format!("n{row:06}.{name}.example"));
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    for answer in place.griot(&args).ok().values() {
        assert_eq!(answer["known"], true, "{answer}");
        let observations = answer["indicator"]["observations"].as_array().unwrap();
        assert_eq!(observations.len(), 1, "{answer}");
    }
}

/// Ctrl-C: the batch in hand is finished, the message says how far it came, and the same command goes on.
#[test]
fn an_interrupt_ends_after_the_batch_and_says_how_to_go_on() {
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = Place::new();
    let list = place.file("long.txt", names("long", ROWS));
    let args = ["ingest", "--from", "acme", list.to_str().unwrap()];
    let mut interrupted = 0;
    for _ in 0..3 {
        let child = place
            .command(&args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The handler is set right at the start; a signal before that ends the process, which is a kill.
        std::thread::sleep(Duration::from_millis(120));
        let status = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(status.is_ok());
        let ran = kit::Ran::ended(child, &args);
        if ran.code == 0 {
            break;
        }
        let rows = committed(&place, "long.txt");
        if ran.code == 1 {
            interrupted += 1;
            let wanted = format!("interrupted after {rows} rows");
            assert!(ran.err.contains(&wanted), "{rows}: {}", ran.err);
            assert!(ran.err.contains("run the same command"), "{}", ran.err);
        }
    }
    println!("{interrupted} interrupts");
    place.ingest(&list);
    whole(&place, "long", 0);
}
