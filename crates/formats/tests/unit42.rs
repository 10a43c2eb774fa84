//! Real STIX 2.0 bundles: how much of their patterns becomes indicators.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail by panicking

mod support;

use formats::Row;
use support::{read_with, shared_feeds};

#[test]
fn more_than_99_percent_of_the_patterns_are_extracted() {
    let Some(folder) = shared_feeds() else { return };
    let stix = formats::format_by_id("stix").unwrap();
    let (mut indicators, mut whole) = (0u32, 0u32);
    for entry in std::fs::read_dir(folder.join("unit42")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let read = read_with(stix, "x.json", &std::fs::read(&path).unwrap());
            for row in &read.rows {
                match row {
                    Row::Kept(kept) if kept.object_type == "indicator" => {
                        indicators += 1;
                        whole += u32::from(kept.not_extracted.is_empty());
                        if !kept.not_extracted.is_empty() {
                            println!("left: {:?}", kept.not_extracted);
                        }
                    }
                    // A value that was found and is no valid one counts against it as well.
                    Row::Refused(refusal) => {
                        println!("refused: {}", refusal.detail);
                        whole = whole.saturating_sub(1);
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(whole * 1_000 > indicators * 990, "{whole} of {indicators}");
}
