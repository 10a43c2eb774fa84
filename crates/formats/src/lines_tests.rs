//! Tests of [`super::Lines`]: line ends, encodings, and input that is meant to hurt.

use std::io::{BufReader, Cursor, Read};

use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8], limits: &Limits) -> Vec<Result<String, Reason>> {
    let mut lines = Lines::new(Box::new(Cursor::new(bytes.to_vec())), limits);
    let mut found = Vec::new();
    while let Some((number, line)) = lines.next() {
        found.push(match line {
            Line::Text(text) => Ok(text.to_owned()),
            Line::Bad(bad) => Err(bad.reason),
        });
        assert_eq!(number, found.len() as u64);
    }
    found
}

fn texts(bytes: &[u8]) -> Vec<String> {
    all(bytes, &Limits::default())
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn line_ends_of_every_system() {
    assert_eq!(texts(b"a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
    assert_eq!(texts(b"a\r\n\r\nb\n"), ["a", "", "b"]);
    assert_eq!(texts(b"a\r"), ["a"]);
    assert!(texts(b"").is_empty());
    assert!(texts(b"\xef\xbb\xbf").is_empty());
    assert_eq!(texts(b"\xef\xbb\xbfa\n"), ["a"]);
}

#[test]
fn every_encoding_gives_the_same_lines() {
    let text = "198.51.100.7\r\nhameçonnage.example\r\n";
    let expected = ["198.51.100.7", "hameçonnage.example"];
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(texts(text.as_bytes()), expected);
    assert_eq!(texts(&little), expected);
    assert_eq!(texts(&big), expected);
    assert_eq!(texts(&[b"\xff\xfe", little.as_slice()].concat()), expected);
    let narrow: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let mut lines = Lines::new(Box::new(Cursor::new(narrow)), &Limits::default());
    while lines.next().is_some() {}
    assert_eq!(
        lines.remarks(),
        ["1 lines are not UTF-8 and were read as Windows-1252"]
    );
}

#[test]
fn bad_lines_are_named_and_passed_over() {
    let limits = Limits {
        item_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        all(b"short\n0123456789a\r\nnul\0here\nok", &limits),
        [
            Ok("short".into()),
            Err(Reason::TooLong),
            Err(Reason::Encoding),
            Ok("ok".into())
        ]
    );
    assert_eq!(all(b"0123456789abcdef", &limits), [Err(Reason::TooLong)]);
}

/// A line without end, then one more: nothing of it is ever in memory as a whole.
struct Endless {
    left: u64,
    tail: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.tail.read(out);
        }
        let size = out.len().min(self.left as usize);
        out[..size].fill(b'x');
        self.left -= size as u64;
        Ok(size)
    }
}

#[test]
fn a_gigabyte_in_one_line_takes_constant_memory() {
    let input = Endless {
        left: 1 << 30,
        tail: b"\r\n198.51.100.7\n",
    };
    let limits = Limits::default();
    let mut lines = Lines::new(Box::new(BufReader::with_capacity(1 << 20, input)), &limits);
    let Some((1, Line::Bad(bad))) = lines.next() else {
        panic!("the long line is refused")
    };
    assert_eq!(bad.reason, Reason::TooLong);
    assert!(bad.detail.contains("1073741824 bytes"), "{}", bad.detail);
    assert_eq!(bad.raw.len(), Refusal::RAW_LIMIT);
    assert!(matches!(
        lines.next(),
        Some((2, Line::Text("198.51.100.7")))
    ));
    assert!(lines.next().is_none());
    assert!(
        lines.buffer.len() < limits.item_bytes + 2 * BLOCK,
        "the buffer stayed at {}",
        lines.buffer.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn lines_are_those_of_the_standard_library(text in "[a-zé]{0,12}(\r?\n[a-zé]{0,12}){0,20}") {
        // `str::lines` knows LF and CR LF; the pattern makes no lone CR.
        prop_assert_eq!(texts(text.as_bytes()), text.lines().map(str::to_owned).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), limit in 1usize..50) {
        all(&bytes, &Limits { item_bytes: limit, ..Limits::default() });
    }
}
