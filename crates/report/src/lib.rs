//! Activity report: data, charts, document, annexes.
//!
//! [`build`] turns plain [`input::ReportInput`] into a [`Document`] in one language, which lays itself
//! out as PDF, HTML, DOCX, CSV and XLSX. The same input gives the same bytes. This crate must not know the
//! store, the model or the exchange formats: the gateway fills the input, and STIX and MISP annexes are
//! handed to [`folder::write_folder`] as bytes.

pub mod actions;
mod annex_rows;
pub mod catalogue;
pub mod charts;
mod compose;
mod figures;
pub mod input;
pub mod map;
pub mod picture;
mod print;
pub mod safe;
mod summary;
pub mod view;
mod wording;

use catalogue::Catalogue;
pub use compose::file_stem;
use input::{Item, ReportInput};
use language::Lang;
use picture::Picture;
use view::View;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The action catalogue is damaged.
    #[error(transparent)]
    Catalogue(#[from] catalogue::CatalogueError),
    /// The data could not be written as JSON.
    #[error("the report's data could not be handed to the layout: {0}")]
    Data(serde_json::Error),
    /// The PDF could not be made.
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
}

/// A report in one language, ready to be laid out.
pub struct Document<'a> {
    input: &'a ReportInput,
    items: Vec<&'a Item>,
    catalogue: &'static Catalogue,
    picture: Picture,
    view: View,
    lang: Lang,
}

/// Makes the report in a language.
///
/// # Errors
/// When the built-in catalogue is damaged; the tests refuse such a build.
pub fn build(input: &ReportInput, lang: Lang) -> Result<Document<'_>, ReportError> {
    let catalogue = Catalogue::built_in()?;
    let items = annex_rows::ordered(input, catalogue);
    let picture = picture::picture(input, catalogue);
    let view = compose::view(input, &items, &picture, catalogue, lang);
    Ok(Document { input, items, catalogue, picture, view, lang })
}

impl Document<'_> {
    /// The texts, for other layouts.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The figures.
    #[must_use]
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// PDF: PDF/UA-1, fonts embedded, text selectable.
    ///
    /// # Errors
    /// When the layout fails.
    pub fn pdf(&self, engine: &pdf::Engine) -> Result<Vec<u8>, ReportError> {
        print::pdf(&self.view, self.input, engine)
    }
}
