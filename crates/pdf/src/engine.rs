//! The engine: compiles, exports, bounds the memory of the compiler's cache.

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_kit::fonts::FontStore;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts;
use crate::world::Virtual;

/// How many renderings a cached piece of layout may stay unused before it is dropped.
const CACHE_AGE: usize = 2;

/// What the PDF says about itself beside what the source sets (title, author, keywords, language).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Creation time, seconds since 1970-01-01 UTC. Taken as given; the clock is never read.
    pub created: i64,
    /// A text that identifies this document and version; its hash becomes the document id.
    pub ident: String,
    /// Name of the producing program for the `Creator` entry.
    pub creator: String,
    /// Enforce PDF/UA-1 (accessibility). Rendering fails when the source breaks a rule of it.
    pub accessible: bool,
}

/// Why no PDF came out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A name of a file handed in is not a path.
    #[error("{0:?} can not be used as a file name in a document; use a plain relative path")]
    FileName(String),
    /// The source does not compile, or the document breaks the standard asked for.
    #[error("the document could not be typeset: {0}")]
    Source(String),
}

/// Fonts and library, loaded once. Cheap to share by reference between threads.
pub struct Engine {
    library: LazyHash<Library>,
    fonts: FontStore,
}

impl Default for Engine {
    fn default() -> Self {
        Engine::new()
    }
}

impl Engine {
    /// Loads the fonts compiled into the program.
    #[must_use]
    pub fn new() -> Engine {
        Engine {
            library: LazyHash::new(<Library as LibraryExt>::default()),
            fonts: fonts::store(),
        }
    }

    /// Typesets `main` (Typst source), which may read `files` by name, and returns the PDF.
    ///
    /// Untrusted text must come in a data file (`json("data.json")`), never inside `main`.
    ///
    /// # Errors
    /// When a file name is no path, or the source does not compile.
    pub fn render(
        &self,
        main: &str,
        files: &[(&str, &[u8])],
        meta: &Meta,
    ) -> Result<Vec<u8>, PdfError> {
        let world =
            Virtual::new(&self.library, &self.fonts, main, files).map_err(PdfError::FileName)?;
        let result = export(&world, meta);
        typst::comemo::evict(CACHE_AGE);
        result
    }
}

fn export(world: &Virtual<'_>, meta: &Meta) -> Result<Vec<u8>, PdfError> {
    let fail = |errors: &[SourceDiagnostic]| PdfError::Source(describe(world, errors));
    let Warned {
        output,
        warnings: _,
    } = typst::compile(world);
    let document = output.map_err(|e| fail(&e))?;
    let wanted: &[PdfStandard] = if meta.accessible {
        &[PdfStandard::Ua_1]
    } else {
        &[PdfStandard::V_1_7]
    };
    let standards =
        PdfStandards::new(wanted).map_err(|e| PdfError::Source(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(meta.ident.clone()),
        creator: Smart::Custom(Some(meta.creator.clone())),
        timestamp: timestamp(meta.created),
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(&document, &options).map_err(|e| fail(&e))
}

/// The first messages with file and line, in one text.
fn describe(world: &Virtual<'_>, errors: &[SourceDiagnostic]) -> String {
    let mut out = String::new();
    for error in errors.iter().take(5) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(&error.message);
        if let Some(line) = line_of(world, error) {
            out.push_str(&format!(" (line {line})"));
        }
        for hint in &error.hints {
            out.push_str(&format!(" [{}]", hint.v));
        }
    }
    out
}

fn line_of(world: &Virtual<'_>, error: &SourceDiagnostic) -> Option<usize> {
    let source = world.source(error.span.id()?).ok()?;
    let range = world.range(error.span)?;
    Some(source.text().get(..range.start)?.matches('\n').count() + 1)
}

/// Civil time of `seconds` (days to date after Howard Hinnant's proleptic Gregorian algorithm).
fn timestamp(seconds: i64) -> Option<Timestamp> {
    let days = seconds.div_euclid(86_400);
    let rest = seconds.rem_euclid(86_400);
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let date = Datetime::from_ymd_hms(
        i32::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
        u8::try_from(rest / 3_600).ok()?,
        u8::try_from(rest % 3_600 / 60).ok()?,
        u8::try_from(rest % 60).ok()?,
    )?;
    Some(Timestamp::new_utc(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> Meta {
        Meta {
            created: 1_790_000_000,
            ident: "T-1".into(),
            creator: "test".into(),
            accessible: false,
        }
    }

    #[test]
    fn same_input_gives_same_bytes_and_the_given_date() {
        let engine = Engine::new();
        let main = "#set document(title: \"T\")\n#let d = json(\"d.json\")\n= #d.a";
        let files: &[(&str, &[u8])] = &[("d.json", br##"{"a":"#panic() $x$ <b>"}"##)];
        let one = engine.render(main, files, &meta()).unwrap();
        let two = Engine::new().render(main, files, &meta()).unwrap();
        assert!(one.starts_with(b"%PDF-1.7"));
        assert!(one == two);
        assert!(String::from_utf8_lossy(&one).contains("D:20260921"));
    }

    #[test]
    fn files_outside_and_packages_are_refused() {
        let engine = Engine::new();
        for main in [
            "#read(\"/etc/passwd\")",
            "#import \"@preview/cetz:0.3.0\": *",
            "#read(\"../x\")",
        ] {
            let error = engine.render(main, &[], &meta()).unwrap_err();
            assert!(matches!(error, PdfError::Source(_)), "{error}");
        }
        let error = engine.render("\n\n#nope", &[], &meta()).unwrap_err();
        assert!(error.to_string().contains("(line 3)"), "{error}");
    }

    #[test]
    fn threads_share_one_engine() {
        let engine = Engine::new();
        let render = || engine.render("= A\n#lorem(300)", &[], &meta()).unwrap();
        let (a, b) = std::thread::scope(|s| {
            let a = s.spawn(render);
            let b = s.spawn(render);
            (a.join().unwrap(), b.join().unwrap())
        });
        assert!(a == b);
    }
}
