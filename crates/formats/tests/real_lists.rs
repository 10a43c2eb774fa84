//! The real lists of `../shared/feeds`: each is recognised, each line is accounted for. Only counts are kept here, no data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use formats::container::{SAMPLE_BYTES, Sampled, decode_sample, open_stream};
use formats::{Context, Limits, Row, Sample, detect};
use model::{Reason, Utc};

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/feeds");
    let mut files = vec![root.join("unit42/silverterrier-domains17.csv")];
    for folder in ["cps", "maltrail"] {
        files.extend(
            std::fs::read_dir(root.join(folder))
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().path()),
        );
    }
    files.retain(|file| file.exists());
    files.sort();
    files
}

#[test]
fn every_line_is_accounted_for() {
    let files = files();
    if files.is_empty() {
        println!("skipped: ../shared/feeds is not there");
        return;
    }
    let mut out = String::new();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let input = Box::new(BufReader::new(std::fs::File::open(&path).unwrap()));
        let sampled = Sampled::take(
            open_stream(input, &name, &Limits::default()).unwrap(),
            SAMPLE_BYTES,
        );
        let text = decode_sample(sampled.head(), sampled.whole());
        let (format, detection) = detect(&Sample {
            file_name: &name,
            text: &text,
            whole: sampled.whole(),
        })
        .unwrap();
        let mut reader = format
            .open(
                Box::new(sampled),
                &Context::new(&name, Utc::parse("2026-11-01").unwrap()),
            )
            .unwrap();

        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = 0;
        for row in reader.by_ref() {
            rows += 1;
            let label = match row {
                Row::Draft(draft) => {
                    let value = draft.observable.value();
                    assert!(
                        !value.ends_with('…') && !value.ends_with("..."),
                        "{value} was cut off and not refused"
                    );
                    let category = draft
                        .category
                        .map_or_else(|| "-".to_owned(), |category| category.to_string());
                    format!("{} {category}", draft.observable.kind().name())
                }
                Row::Refused(refusal) => {
                    let cut = refusal.raw.trim_end().ends_with('…');
                    assert!(!cut || refusal.reason == Reason::CutOff, "{refusal:?}");
                    format!("refused {}", refusal.reason)
                }
                Row::Kept(_) => "kept".to_owned(),
            };
            *counts.entry(label).or_default() += 1;
        }
        let lines = std::fs::read_to_string(&path).unwrap().lines().count() as u64;
        assert_eq!(rows + reader.passed_over(), lines, "{name}");
        writeln!(
            out,
            "{name}: {} ({}), {lines} lines, {} passed over",
            format.id(),
            detection.sureness,
            reader.passed_over()
        )
        .unwrap();
        for (label, count) in counts {
            writeln!(out, "    {count} {label}").unwrap();
        }
        for remark in reader.remarks() {
            writeln!(out, "    remark: {remark}").unwrap();
        }
    }
    insta::assert_snapshot!("real-lists", out);
}
