//! The index files of a MISP feed folder: `manifest.json` and `hashes.csv`. They hold no indicators; the event files beside
//! them do. Reading one by itself says so.

use std::io::BufRead;

use crate::json::{Action, Piece, Splitter};
use crate::lines::Lines;
use crate::probe::{has_key, json_head};
use crate::{Context, Detection, Format, FormatError, Reader, Row, Sample};

/// Index files of a MISP feed.
pub struct MispFeed;

impl Format for MispFeed {
    fn id(&self) -> &'static str {
        "misp-feed-index"
    }

    fn title(&self) -> &'static str {
        "MISP feed index (manifest.json, hashes.csv): no data, hand in the folder"
    }

    fn detect(&self, sample: &Sample<'_>) -> Option<Detection> {
        if let Some(text) = json_head(sample) {
            let manifest =
                has_key(text, "Orgc") && has_key(text, "info") && has_key(text, "timestamp");
            let event = ["Event", "Attribute", "Object", "value"]
                .iter()
                .any(|key| has_key(text, key));
            return (manifest && !event).then(|| Detection {
                sureness: 90,
                why: "a MISP feed manifest (Orgc, info, timestamp, no attributes)".to_owned(),
            });
        }
        let mut lines = sample
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .take(20)
            .peekable();
        lines.peek()?;
        lines.all(is_hash_line).then(|| Detection {
            sureness: 97,
            why: "lines of MD5 and event UUID, as hashes.csv of a MISP feed has them".to_owned(),
        })
    }

    fn open<'a>(
        &self,
        mut input: Box<dyn BufRead + Send + 'a>,
        context: &Context,
    ) -> Result<Box<dyn Reader + Send + 'a>, FormatError> {
        let json = loop {
            match input.fill_buf() {
                Ok(head) => {
                    break crate::encoding::decode_sample(head, false)
                        .trim_start_matches('\u{FEFF}')
                        .trim_start()
                        .starts_with(['{', '[']);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(FormatError::Io {
                        file: context.file_name.clone(),
                        source,
                    });
                }
            }
        };
        let mut index = Index {
            entries: 0,
            refused: Vec::new().into_iter(),
        };
        let mut refused = Vec::new();
        if json {
            let select = |path: &str| {
                if path.is_empty() {
                    Action::Descend
                } else {
                    Action::Take
                }
            };
            for piece in Splitter::new(input, &context.limits, Box::new(select)) {
                match piece {
                    Piece::Item(_) => index.entries += 1,
                    Piece::Fault(fault) => refused.push(Row::Refused(fault.refusal())),
                }
            }
        } else {
            let mut lines = Lines::new(input, &context.limits);
            while lines.next().is_some() {
                index.entries += 1;
            }
        }
        index.refused = refused.into_iter();
        Ok(Box::new(index))
    }
}

/// `md5(value),uuid`.
fn is_hash_line(line: &str) -> bool {
    let Some((hash, uuid)) = line.trim().split_once(',') else {
        return false;
    };
    hash.len() == 32
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && uuid::Uuid::try_parse(uuid).is_ok()
}

struct Index {
    entries: u64,
    refused: std::vec::IntoIter<Row>,
}

impl Iterator for Index {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.refused.next()
    }
}

impl Reader for Index {
    fn passed_over(&self) -> u64 {
        self.entries
    }

    fn remarks(&self) -> Vec<String> {
        vec![format!(
            "an index of a MISP feed with {} entries and no indicators: hand in the folder with its event files",
            self.entries
        )]
    }
}
