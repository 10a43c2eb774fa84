//! Input that is meant to hurt, through every line and table format: nothing panics, every line is accounted for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Cursor, Write as _};

use formats::container::{decode_sample, open_stream};
use formats::{Context, Limits, Row, Sample, detect, format_by_id};
use model::{Reason, Utc};
use proptest::prelude::*;

const LINE_FORMATS: [&str; 13] = [
    "plain",
    "hosts",
    "firehol",
    "maltrail",
    "spamhaus-drop-txt",
    "dshield",
    "tor-exits",
    "tor-bulk",
    "blocklist-de",
    "openphish",
    "certpl",
    "dataplane",
    "feodo-txt",
];
const TABLE_FORMATS: [&str; 9] = [
    "csv",
    "urlhaus-csv",
    "feodo-csv",
    "threatfox-csv",
    "sslbl-csv",
    "sslbl-ip-csv",
    "malware-bazaar-csv",
    "phishtank-csv",
    "shadowserver-csv",
];

fn rows_within(id: &str, bytes: &[u8], limits: Limits) -> (Vec<Row>, u64) {
    let context = Context {
        limits,
        ..Context::new("input.txt", Utc::parse("2026-05-01").unwrap())
    };
    let mut reader = format_by_id(id)
        .unwrap()
        .open(Box::new(Cursor::new(bytes.to_vec())), &context)
        .unwrap();
    let rows: Vec<Row> = reader.by_ref().collect();
    let _ = reader.remarks();
    (rows, reader.passed_over())
}

fn rows(id: &str, bytes: &[u8]) -> (Vec<Row>, u64) {
    rows_within(id, bytes, Limits::default())
}

fn reasons(rows: &[Row]) -> Vec<Option<Reason>> {
    rows.iter()
        .map(|row| match row {
            Row::Refused(refusal) => Some(refusal.reason),
            _ => None,
        })
        .collect()
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_truncated_stream_ends_in_one_refusal() {
    let text: String = (0..50_000u32)
        .map(|n| {
            format!(
                "198.51.{}.{}\n",
                n.wrapping_mul(2_654_435_761) % 256,
                n % 253
            )
        })
        .collect();
    let mut bytes = packed(&text);
    bytes.truncate(bytes.len() / 2);
    for id in ["plain", "csv"] {
        let stream = open_stream(
            Box::new(Cursor::new(bytes.clone())),
            "x.gz",
            &Limits::default(),
        )
        .unwrap();
        let reader = format_by_id(id)
            .unwrap()
            .open(stream, &Context::new("x", Utc(1_800_000_000)))
            .unwrap();
        let rows: Vec<Row> = reader.collect();
        assert!(
            rows.len() > 1_000,
            "{id}: the rows before the break are there"
        );
        assert_eq!(
            reasons(&rows).last(),
            Some(&Some(Reason::Truncated)),
            "{id}"
        );
    }
}

#[test]
fn a_bomb_ends_in_one_refusal() {
    let bytes = packed(&"# nothing but comments\n".repeat(2_000_000));
    let stream = open_stream(
        Box::new(Cursor::new(bytes)),
        "x.gz",
        &Limits {
            ratio: 50,
            ..Limits::default()
        },
    )
    .unwrap();
    let rows: Vec<Row> = format_by_id("plain")
        .unwrap()
        .open(stream, &Context::new("x", Utc(0)))
        .unwrap()
        .collect();
    assert_eq!(reasons(&rows), [Some(Reason::LimitReached)]);
}

#[test]
fn empty_inputs_are_empty_and_not_wrong() {
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r\n\r\n",
        b"# only\n# comments\n",
    ] {
        let text = decode_sample(bytes, true);
        let (format, _) = detect(&Sample {
            file_name: "feed.txt",
            text: &text,
            whole: true,
        })
        .unwrap();
        assert_eq!(format.id(), "plain");
        assert!(rows("plain", bytes).0.is_empty(), "{bytes:?}");
    }
}

#[test]
fn binary_is_not_recognised_and_each_line_is_refused() {
    let bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\n\0\0\x03\0>\0\x01\n";
    let text = decode_sample(bytes, true);
    let error = detect(&Sample {
        file_name: "a.bin",
        text: &text,
        whole: true,
    })
    .err()
    .map(|error| error.to_string());
    assert!(error.unwrap().contains("the format was not recognised"));
    assert_eq!(
        reasons(&rows("plain", bytes).0),
        [Some(Reason::Encoding), Some(Reason::Encoding)]
    );
}

#[test]
fn tricks_in_names_are_refused() {
    for name in [
        "ap\u{202e}ple.example.com",
        "pay\u{200b}pal.example.com",
        "a\u{0007}b.example.com",
    ] {
        let (rows, _) = rows("plain", format!("{name}\n").as_bytes());
        assert_eq!(reasons(&rows).len(), 1);
        assert!(reasons(&rows)[0].is_some(), "{name:?} was taken in");
    }
    // A homoglyph is a legitimate name of its own: it comes out as A-labels, where it can be told apart.
    let (rows, _) = rows("plain", "аpple.example.com\n".as_bytes());
    let Some(Row::Draft(draft)) = rows.first() else {
        panic!("{rows:?}")
    };
    assert!(
        draft.observable.value().starts_with("xn--"),
        "{}",
        draft.observable.value()
    );
}

#[test]
fn the_limit_of_rows_is_said_once() {
    let limits = Limits {
        rows: 2,
        ..Limits::default()
    };
    for id in ["plain", "csv"] {
        let (rows, _) = rows_within(
            id,
            b"domain\na.example.com\nb.example.com\nc.example.com\nd.example.com\n",
            limits,
        );
        assert_eq!(rows.len(), 3, "{id}");
        assert_eq!(reasons(&rows)[2], Some(Reason::LimitReached), "{id}");
    }
}

#[test]
fn an_over_long_cell_is_refused_and_the_next_row_read() {
    let limits = Limits {
        item_bytes: 100,
        ..Limits::default()
    };
    let text = format!(
        "domain,why\na.example.com,\"{}\"\nb.example.com,fine\n",
        "x".repeat(1_000)
    );
    let (rows, _) = rows_within("csv", text.as_bytes(), limits);
    assert_eq!(reasons(&rows), [Some(Reason::TooLong), None]);
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "198.51.100.7",
        "198.51.100.7:80",
        "c2.example.com",
        "http://a.example/x",
        "#",
        ";",
        ",",
        "\"",
        "\t",
        "|",
        " ",
        "None",
        "n/a",
        "2024-05-01 08:00:05",
        "ExitNode",
        "ExitAddress",
        "SBL1",
        "0.0.0.0",
        "domain",
        "timestamp",
        "url",
        "severity",
        "…",
        "\u{202e}",
        "é",
    ]);
    prop_oneof![
        prop::collection::vec(words, 0..8).prop_map(|words| words.concat().into_bytes()),
        prop::collection::vec(
            any::<u8>().prop_filter("a line end", |byte| !matches!(byte, b'\n' | b'\r')),
            0..40
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Line formats that give at most one row a line: rows and lines passed over add up to the lines.
    #[test]
    fn lines_add_up(lines in prop::collection::vec(line(), 0..12)) {
        // UTF-16 has other line ends; its own tests hold it.
        let mut bytes = b"# \n".to_vec();
        bytes.extend(lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])));
        for id in LINE_FORMATS {
            let (rows, passed_over) = rows(id, &bytes);
            if id == "hosts" || id == "plain" {
                prop_assert!(rows.len() as u64 + passed_over > lines.len() as u64, "{}", id);
            } else {
                prop_assert_eq!(rows.len() as u64 + passed_over, lines.len() as u64 + 1, "{}", id);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), lines in prop::collection::vec(line(), 0..10)) {
        let text = lines.join(&b'\n');
        for id in LINE_FORMATS.iter().chain(&TABLE_FORMATS) {
            rows_within(id, &bytes, Limits { item_bytes: 64, ..Limits::default() });
            rows(id, &text);
        }
        for bytes in [&bytes, &text] {
            let decoded = decode_sample(bytes, false);
            let _ = detect(&Sample { file_name: "2024-05-01-x-y.csv", text: &decoded, whole: false });
        }
    }
}
