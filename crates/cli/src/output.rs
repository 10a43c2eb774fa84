//! What is printed: tables and bars on a terminal, JSON for machines, errors on standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use language::{Arg, Lang, text, text_with};
use serde::Serialize;

/// Where output goes and how.
pub struct Output {
    /// For machines.
    pub json: bool,
    /// Language.
    pub lang: Lang,
    quiet: bool,
}

impl Output {
    /// Output of this form.
    pub fn new(json: bool, lang: Lang, quiet: bool) -> Output {
        Output { json, lang, quiet }
    }

    /// A text of the translation files.
    pub fn text(&self, key: &str) -> String {
        text(self.lang, key)
    }

    /// A text with values.
    pub fn text_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        text_with(self.lang, key, args)
    }

    /// Prints a line for people. A closed pipe (`griot list | head`) ends the program quietly.
    pub fn line(&self, line: &str) {
        if !self.json && writeln!(std::io::stdout(), "{line}").is_err() {
            std::process::exit(i32::from(crate::exit::OK));
        }
    }

    /// Prints a remark for people, on standard error.
    pub fn remark(&self, line: &str) {
        if !self.quiet && !self.json {
            eprintln!("{line}");
        }
    }

    /// Prints a value for machines: one JSON document on one line.
    pub fn value<T: Serialize>(&self, value: &T) -> anyhow::Result<()> {
        if !self.json {
            return Ok(());
        }
        let text = serde_json::to_string(value)?;
        if writeln!(std::io::stdout(), "{text}").is_err() {
            std::process::exit(i32::from(crate::exit::OK));
        }
        Ok(())
    }

    /// Prints an error: for people a sentence, for machines a JSON object, both on standard error.
    pub fn error(&self, error: &anyhow::Error) {
        let sentence = sentence(error);
        if self.json {
            eprintln!("{}", serde_json::json!({ "error": sentence }));
        } else {
            eprintln!("griot: {}", shown(&sentence));
        }
    }

    /// A table with a header.
    pub fn table(&self, header: &[String], rows: Vec<Vec<String>>) {
        if self.json || rows.is_empty() {
            return;
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(header);
        for row in rows {
            table.add_row(row.iter().map(|cell| shown(cell)));
        }
        self.line(&table.to_string());
    }

    /// A bar for something that may take longer than a second. Drawn on a terminal only.
    pub fn bar(&self, total: Option<u64>, what: &str) -> ProgressBar {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        if self.quiet || self.json || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = if total.is_some() {
            "{prefix} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta}"
        } else {
            "{prefix} {spinner} {bytes} {bytes_per_sec} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }
}

/// An error with its causes. Most of our messages name their cause already; what has been said is not said again.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence
}

/// Text from outside made safe for a terminal: control characters (line ends too, which could fake a line of ours),
/// direction marks and invisible characters are shown as their code.
pub fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    if !text.chars().any(hidden) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| {
            if hidden(c) {
                format!("\\u{{{:x}}}", u32::from(c))
            } else {
                c.to_string()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{sentence, shown};
    use anyhow::Context;

    #[test]
    fn a_cause_is_said_once() {
        let cause = std::io::Error::other("disk on fire");
        let error = anyhow::Error::from(gateway::GatewayError::File {
            path: "a.txt".into(),
            source: cause,
        });
        assert_eq!(sentence(&error), "a.txt: disk on fire");
        let error = Err::<(), _>(error).context("while reading").unwrap_err();
        assert_eq!(sentence(&error), "while reading: a.txt: disk on fire");
    }

    #[test]
    fn escape_sequences_are_inert() {
        assert_eq!(shown("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(shown("bank\u{202e}moc"), "bank\\u{202e}moc");
        assert_eq!(shown("one\ntwo"), "one\\u{a}two");
        assert_eq!(shown("a\u{2028}b\u{61c}"), "a\\u{2028}b\\u{61c}");
        assert_eq!(shown("été"), "été");
    }
}
