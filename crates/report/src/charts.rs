//! Charts as SVG: bars and stacked columns. Used by the PDF and by web pages alike.
//!
//! The looks differ in lightness and texture, not in hue, so that they survive colour blindness and a
//! black-and-white printer; every mark carries its figure. Classes let a page restyle them (dark mode).
//! Charts know nothing of reports: labels come in ready, in the reader's language.

use std::fmt::Write as _;

/// Width of a text in the charts' font, per character, as a share of the font size (a safe estimate).
const CHARACTER: f64 = 0.53;
const FONT: f64 = 10.0;
const ROW: f64 = 19.0;
const ACCENT: &str = "#0f4c5c";
const PALE: &str = "#b9c8ce";
const INK: &str = "#1c2529";
const GREY: &str = "#5b676d";
const HAIR: &str = "#d5dcdf";

/// One series of a stacked chart; its place in the list decides its look (solid, pale, hatched).
pub type Series<'a> = &'a [&'a str];

/// One bar or column: a label and one figure per series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Label, in the reader's language.
    pub label: String,
    /// Figures in the order of the series.
    pub parts: Vec<u64>,
    /// Text beside the bar; the sum when empty.
    pub note: String,
}

/// What every chart needs to say.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Unique in its page: patterns and titles are found by it.
    pub id: &'a str,
    /// Title, read by screen readers.
    pub title: &'a str,
    /// The same in a sentence with its figures.
    pub description: &'a str,
    /// Width in user units (1 unit is about 0.7 pt in print).
    pub width: u32,
    /// Shown when there is nothing to show.
    pub empty: &'a str,
}

/// Text for XML: markup characters as references, control characters dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

pub(crate) fn head(id: &str, title: &str, description: &str, width: u32, height: u32) -> String {
    let id = escape(id);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         font-family=\"IBM Plex Sans, system-ui, sans-serif\" font-size=\"{FONT}\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escape(title),
        escape(description)
    )
}

fn patterns(svg: &mut String, id: &str) {
    let id = escape(id);
    let _ = write!(
        svg,
        "<defs><pattern id=\"{id}-p\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"blank\" width=\"4\" height=\"4\" fill=\"#ffffff\"/>\
         <rect class=\"mark\" width=\"1.1\" height=\"4\" fill=\"{ACCENT}\"/></pattern></defs>"
    );
}

/// Fill attributes of the n-th series.
fn look(id: &str, series: usize) -> String {
    match series {
        0 => format!("class=\"s0\" fill=\"{ACCENT}\""),
        1 => format!("class=\"s1\" fill=\"{PALE}\""),
        _ => format!(
            "class=\"s2\" fill=\"url(#{}-p)\" stroke=\"{ACCENT}\" stroke-width=\"0.4\"",
            escape(id)
        ),
    }
}

/// Capitals and digits are wider than the average small letter; network and malware names are made of them.
fn character_width(c: char) -> f64 {
    let share = if c.is_uppercase() {
        0.69
    } else if c.is_ascii_digit() {
        0.62
    } else {
        CHARACTER
    };
    share * FONT
}

fn text_width(text: &str) -> f64 {
    text.chars().map(character_width).sum()
}

/// Cuts a label to the room there is.
fn fit(label: &str, room: f64) -> String {
    if text_width(label) <= room {
        return label.to_owned();
    }
    let mut left = room - character_width('m');
    let mut out: String = label
        .chars()
        .enumerate()
        .take_while(|(position, c)| {
            left -= character_width(*c);
            *position < 3 || left >= 0.0
        })
        .map(|(_, c)| c)
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

fn write_text(svg: &mut String, x: f64, y: f64, anchor: &str, class: &str, fill: &str, text: &str) {
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
        escape(text)
    );
}

/// Writes the legend and returns its height; a single series needs none.
fn legend(svg: &mut String, id: &str, series: Series<'_>) -> f64 {
    if series.len() < 2 {
        return 2.0;
    }
    let mut x = 0.0;
    for (i, name) in series.iter().enumerate() {
        let _ = write!(
            svg,
            "<rect {} x=\"{:.1}\" y=\"2.5\" width=\"9\" height=\"9\"/>",
            look(id, i),
            x + 0.5
        );
        write_text(svg, x + 13.0, 11.0, "start", "soft", GREY, name);
        x += 13.0 + text_width(name) + 10.0;
    }
    20.0
}

fn empty(frame: &Frame<'_>) -> String {
    let mut svg = head(frame.id, frame.title, frame.empty, frame.width, 34);
    write_text(&mut svg, 0.0, 20.0, "start", "soft", GREY, frame.empty);
    svg.push_str("</svg>");
    svg
}

/// Horizontal bars, stacked when there are several series, each with its sum at the end.
#[must_use]
pub fn bars(frame: &Frame<'_>, series: Series<'_>, marks: &[Mark]) -> String {
    let most = marks
        .iter()
        .map(|m| m.parts.iter().sum::<u64>())
        .max()
        .unwrap_or(0);
    if marks.is_empty() || most == 0 {
        return empty(frame);
    }
    let width = f64::from(frame.width);
    let notes: Vec<String> = marks
        .iter()
        .map(|m| {
            if m.note.is_empty() {
                m.parts.iter().sum::<u64>().to_string()
            } else {
                m.note.clone()
            }
        })
        .collect();
    let note_room = notes.iter().map(|n| text_width(n)).fold(0.0, f64::max) + 6.0;
    let widest = marks
        .iter()
        .map(|m| text_width(&m.label))
        .fold(0.0, f64::max);
    let label_room = (widest + 3.0).min(width * 0.55);
    let bar_x = label_room + 8.0;
    let bar_room = (width - bar_x - note_room).max(20.0);
    let legend_height = if series.len() < 2 { 2.0 } else { 20.0 };
    let height = legend_height + ROW * marks.len() as f64 + 2.0;
    let mut svg = head(
        frame.id,
        frame.title,
        frame.description,
        frame.width,
        height.ceil() as u32,
    );
    patterns(&mut svg, frame.id);
    legend(&mut svg, frame.id, series);
    for (i, (mark, note)) in marks.iter().zip(&notes).enumerate() {
        let y = legend_height + ROW * i as f64;
        write_text(
            &mut svg,
            0.0,
            y + 12.5,
            "start",
            "ink",
            INK,
            &fit(&mark.label, label_room + 2.0),
        );
        let mut x = bar_x;
        for (s, part) in mark.parts.iter().enumerate().filter(|(_, part)| **part > 0) {
            // A figure that is not zero stays visible.
            let w = (*part as f64 / most as f64 * bar_room).max(1.2);
            let _ = write!(
                svg,
                "<rect {} x=\"{x:.1}\" y=\"{:.1}\" width=\"{w:.1}\" height=\"11\"/>",
                look(frame.id, s),
                y + 3.5
            );
            x += w;
        }
        write_text(&mut svg, x + 5.0, y + 12.5, "start", "soft", GREY, note);
    }
    svg.push_str("</svg>");
    svg
}

/// A round upper end for an axis, at least 1: 1, 2, 5, 10, 20, 50 …
fn axis_step(most: u64) -> u64 {
    let mut step = 1u64;
    loop {
        for factor in [1, 2, 5] {
            let candidate = step.saturating_mul(factor);
            if candidate.saturating_mul(3) >= most {
                return candidate;
            }
        }
        step = step.saturating_mul(10);
    }
}

/// Stacked columns over time. `height` is that of the whole chart in user units.
#[must_use]
pub fn columns(frame: &Frame<'_>, series: Series<'_>, marks: &[Mark], height: u32) -> String {
    let most = marks
        .iter()
        .map(|m| m.parts.iter().sum::<u64>())
        .max()
        .unwrap_or(0);
    if marks.is_empty() || most == 0 {
        return empty(frame);
    }
    let width = f64::from(frame.width);
    let step = axis_step(most);
    let steps = most.div_ceil(step).max(1);
    let top_value = step.saturating_mul(steps);
    let axis_room = text_width(&top_value.to_string()) + 6.0;
    let mut svg = head(
        frame.id,
        frame.title,
        frame.description,
        frame.width,
        height,
    );
    patterns(&mut svg, frame.id);
    let top = legend(&mut svg, frame.id, series) + 6.0;
    let bottom = f64::from(height) - 17.0;
    let y_of = |value: f64| bottom - value / top_value as f64 * (bottom - top);
    for i in 0..=steps {
        let value = step.saturating_mul(i);
        let y = y_of(value as f64);
        let _ = write!(
            svg,
            "<path class=\"hair\" d=\"M{axis_room:.1} {y:.1}H{width:.1}\" stroke=\"{HAIR}\" stroke-width=\"0.7\"/>"
        );
        write_text(
            &mut svg,
            axis_room - 5.0,
            y + 3.5,
            "end",
            "soft",
            GREY,
            &value.to_string(),
        );
    }
    let slot = (width - axis_room) / marks.len() as f64;
    let bar = (slot * 0.68).min(26.0);
    // Labels that would touch are left out evenly.
    let widest = marks
        .iter()
        .map(|m| text_width(&m.label))
        .fold(0.0, f64::max)
        + 8.0;
    let every = (widest / slot).ceil().max(1.0) as usize;
    for (i, mark) in marks.iter().enumerate() {
        let middle = axis_room + slot * (i as f64 + 0.5);
        let mut base = 0.0;
        for (s, part) in mark.parts.iter().enumerate().filter(|(_, part)| **part > 0) {
            let (y0, y1) = (y_of(base), y_of(base + *part as f64));
            let _ = write!(
                svg,
                "<rect {} x=\"{:.1}\" y=\"{y1:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"/>",
                look(frame.id, s),
                middle - bar / 2.0,
                (y0 - y1).max(0.4)
            );
            base += *part as f64;
        }
        if i % every == 0 {
            let half = text_width(&mark.label) / 2.0;
            let x = middle.min(width - half).max(half);
            write_text(
                &mut svg,
                x,
                f64::from(height) - 4.0,
                "middle",
                "soft",
                GREY,
                &mark.label,
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame() -> Frame<'static> {
        Frame {
            id: "c",
            title: "T <&>",
            description: "D",
            width: 340,
            empty: "none",
        }
    }

    fn mark(label: &str, parts: &[u64]) -> Mark {
        Mark {
            label: label.into(),
            parts: parts.to_vec(),
            note: String::new(),
        }
    }

    #[test]
    fn bars_carry_labels_figures_and_textures() {
        let marks = [
            mark("Phishing site", &[5, 3, 1]),
            mark(
                "A <script> & a very long label that must be cut",
                &[1, 0, 0],
            ),
        ];
        insta::assert_snapshot!(bars(&frame(), &["live", "dead", "unknown"], &marks));
    }

    #[test]
    fn columns_have_round_axes() {
        assert_eq!(
            [
                axis_step(0),
                axis_step(3),
                axis_step(7),
                axis_step(29),
                axis_step(1000)
            ],
            [1, 1, 5, 10, 500]
        );
        insta::assert_snapshot!(columns(
            &frame(),
            &["live"],
            &[mark("Jan", &[7]), mark("Feb", &[0])],
            120
        ));
    }

    #[test]
    fn nothing_says_so() {
        assert!(bars(&frame(), &["a"], &[]).contains("none"));
        assert!(columns(&frame(), &["a"], &[mark("x", &[0])], 100).contains("none"));
    }

    proptest! {
        #[test]
        fn any_figures_make_well_formed_svg(
            rows in proptest::collection::vec(("\\PC{0,60}", proptest::collection::vec(0u64..u64::MAX / 8, 3)), 0..30)
        ) {
            let marks: Vec<Mark> = rows.iter().map(|(l, p)| mark(l, p)).collect();
            for svg in [bars(&frame(), &["a", "b", "c"], &marks), columns(&frame(), &["a", "b", "c"], &marks, 140)] {
                prop_assert!(svg.ends_with("</svg>") && !svg.contains("NaN") && !svg.contains("inf"));
            }
        }
    }
}
