//! The map of Africa: own compact outlines under `assets/maps/`, one country filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::charts::{escape, head};

const OUTLINES: &str = include_str!("../../../assets/maps/africa.json");
/// A country smaller than this across (map units) gets a ring around it, so that it is found.
const SMALL: i32 = 60;

#[derive(Deserialize, Default)]
struct Outlines {
    width: i32,
    height: i32,
    countries: BTreeMap<String, Outline>,
}

#[derive(Deserialize)]
struct Outline {
    dot: [i32; 2],
    rings: Vec<Vec<i32>>,
}

impl Outline {
    fn across(&self) -> i32 {
        let span = |offset: usize| {
            let values = || {
                self.rings
                    .iter()
                    .flat_map(move |r| r.iter().skip(offset).step_by(2))
            };
            values().max().copied().unwrap_or(0) - values().min().copied().unwrap_or(0)
        };
        span(0).max(span(1))
    }
}

fn outlines() -> &'static Outlines {
    static OUTLINES_READ: OnceLock<Outlines> = OnceLock::new();
    // The asset is checked by a test; an empty map is better than no report.
    OUTLINES_READ.get_or_init(|| serde_json::from_str(OUTLINES).unwrap_or_default())
}

/// Whether the map knows the country.
#[must_use]
pub fn knows(iso2: &str) -> bool {
    outlines().countries.contains_key(iso2)
}

/// The map as SVG, `width` user units wide, with `iso2` filled.
#[must_use]
pub fn map(id: &str, title: &str, iso2: &str, width: u32) -> String {
    let o = outlines();
    let height = if o.width > 0 {
        (width * o.height as u32) / o.width as u32
    } else {
        width
    };
    let mut svg = head(id, title, title, width, height);
    let _ = write!(
        svg,
        "<g transform=\"scale({:.5})\" stroke-linejoin=\"round\">",
        f64::from(width) / f64::from(o.width.max(1))
    );
    for (code, outline) in &o.countries {
        if code != iso2 {
            let _ = write!(
                svg,
                "<path class=\"land\" fill=\"#e4e9ec\" stroke=\"#ffffff\" stroke-width=\"5\" d=\"{}\"/>",
                path(outline)
            );
        }
    }
    if let Some(outline) = o.countries.get(iso2) {
        let _ = write!(
            svg,
            "<path class=\"here\" fill=\"#0f4c5c\" stroke=\"#0f4c5c\" stroke-width=\"4\" d=\"{}\"><title>{}</title></path>",
            path(outline),
            escape(iso2)
        );
        if outline.across() < SMALL {
            let [x, y] = outline.dot;
            let _ = write!(
                svg,
                "<circle class=\"ring\" cx=\"{x}\" cy=\"{y}\" r=\"60\" fill=\"none\" stroke=\"#0f4c5c\" stroke-width=\"12\"/>"
            );
        }
    }
    svg.push_str("</g></svg>");
    svg
}

fn path(outline: &Outline) -> String {
    let mut d = String::new();
    for ring in &outline.rings {
        let (mut px, mut py) = (0, 0);
        for (i, point) in ring.chunks_exact(2).enumerate() {
            let (x, y) = (point[0], point[1]);
            // Relative steps: half the size of absolute ones.
            let _ = if i == 0 {
                write!(d, "M{x} {y}l")
            } else {
                write!(d, "{} {} ", x - px, y - py)
            };
            (px, py) = (x, y);
        }
        d.push('z');
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn islands_are_there_and_ringed() {
        for code in ["KE", "MU", "SC", "CV", "KM", "ST", "ZA", "DJ"] {
            assert!(knows(code), "{code}");
        }
        assert!(map("m", "t", "SC", 200).contains("<circle"));
        assert!(!map("m", "t", "KE", 200).contains("<circle"));
        assert!(map("m", "t", "<x>", 200).contains("</svg>"));
    }
}
