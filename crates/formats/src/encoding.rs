//! Which encoding an input has, and decoding of its beginning for recognition. Decoding of whole inputs is in
//! [`crate::lines`].

use std::borrow::Cow;

/// The encodings that feeds come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 (or ASCII); single lines that are not are read as Windows-1252.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
}

impl Encoding {
    /// From the first bytes: the encoding and the length of the byte order mark.
    ///
    /// Without a mark, UTF-16 is recognised by its zero bytes: text of any language has line ends, digits and
    /// punctuation below U+0100, so one half of the byte positions is mostly zero and the other hardly ever.
    #[must_use]
    pub fn sniff(head: &[u8]) -> (Encoding, usize) {
        match head {
            [0xef, 0xbb, 0xbf, ..] => return (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => return (Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => return (Encoding::Utf16Be, 2),
            _ => {}
        }
        let pairs: Vec<[u8; 2]> = head
            .chunks_exact(2)
            .take(2_048)
            .map(|pair| [pair[0], pair[1]])
            .collect();
        let first_zero = pairs.iter().filter(|pair| pair[0] == 0).count();
        let second_zero = pairs.iter().filter(|pair| pair[1] == 0).count();
        let (many, few) = (pairs.len() * 2 / 5, pairs.len() / 20);
        if pairs.len() >= 2 && second_zero > many && first_zero <= few {
            (Encoding::Utf16Le, 0)
        } else if pairs.len() >= 2 && first_zero > many && second_zero <= few {
            (Encoding::Utf16Be, 0)
        } else {
            (Encoding::Utf8, 0)
        }
    }
}

/// The beginning of an input as text. `whole`: nothing follows, so a character cut in half is an error of the input
/// and not of the cut.
#[must_use]
pub fn decode_sample(bytes: &[u8], whole: bool) -> String {
    let (encoding, mark) = Encoding::sniff(bytes);
    let bytes = &bytes[mark..];
    match encoding {
        Encoding::Utf16Le => wide(bytes, encoding_rs::UTF_16LE, whole),
        Encoding::Utf16Be => wide(bytes, encoding_rs::UTF_16BE, whole),
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Up to three bytes of a character that the cut went through.
            Err(error) if !whole && error.error_len().is_none() => {
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
            }
            Err(_) => windows_1252(bytes).into_owned(),
        },
    }
}

fn wide(bytes: &[u8], encoding: &'static encoding_rs::Encoding, whole: bool) -> String {
    let end = if whole { bytes.len() } else { bytes.len() & !1 };
    encoding
        .decode_without_bom_handling(&bytes[..end])
        .0
        .into_owned()
}

/// Bytes as Windows-1252, the superset of Latin-1 that the WHATWG Encoding Standard reads it as.
#[must_use]
pub fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide_bytes(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn encodings_are_recognised() {
        let text = "198.51.100.7\r\nexemple-hameçonnage.example\r\n";
        assert_eq!(decode_sample(text.as_bytes(), true), text);
        assert_eq!(
            decode_sample(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), true),
            text
        );
        for big in [false, true] {
            let bytes = wide_bytes(text, big);
            let mark: &[u8] = if big { b"\xfe\xff" } else { b"\xff\xfe" };
            assert_eq!(decode_sample(&bytes, true), text, "without a mark");
            assert_eq!(
                decode_sample(&[mark, &bytes].concat(), true),
                text,
                "with a mark"
            );
        }
        assert_eq!(decode_sample(b"hame\xe7onnage", true), "hameçonnage");
        assert_eq!(decode_sample("é".as_bytes().split_at(1).0, false), "");
        assert_eq!(decode_sample(b"", true), "");
        assert_eq!(decode_sample(b"\xef\xbb\xbf", true), "");
    }
}
