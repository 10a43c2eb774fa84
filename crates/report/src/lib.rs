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
mod columns;
mod compose;
mod docx;
mod figures;
pub mod folder;
mod html;
pub mod input;
pub mod map;
pub mod picture;
mod print;
pub mod safe;
mod summary;
pub mod table_csv;
mod table_xlsx;
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
    /// The page could not be made.
    #[error("the HTML page could not be made: {0}")]
    Html(#[from] askama::Error),
    /// The CSV annex could not be made.
    #[error("the CSV annex could not be made: {0}")]
    Csv(#[from] csv::Error),
    /// The XLSX annex could not be made.
    #[error("the XLSX annex could not be made: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The DOCX could not be made.
    #[error("the DOCX could not be made: {0}")]
    Docx(std::io::Error),
    /// A file of a report has a name that is not a plain, single file name.
    #[error(
        "{0:?} can not be the name of a report's file; use letters, digits, - _ . and each name once"
    )]
    FileName(String),
    /// A file could not be written.
    #[error("{} could not be written: {source}; check that the folder is writable and the disk is not full", path.display())]
    Folder {
        /// The file or folder.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
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
    Ok(Document {
        input,
        items,
        catalogue,
        picture,
        view,
        lang,
    })
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

    /// HTML: one self-contained page without scripts.
    ///
    /// # Errors
    /// When the layout fails.
    pub fn html(&self) -> Result<String, ReportError> {
        html::page(&self.view)
    }

    /// CSV annex: all items, raw values, stable names.
    ///
    /// # Errors
    /// When writing fails.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        table_csv::write(self.input, &self.items, self.catalogue, self.lang)
    }

    /// XLSX annex: all items, with columns for the country's status.
    ///
    /// # Errors
    /// When the format's limits are broken.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        table_xlsx::write(self.input, &self.items, self.catalogue, self.lang)
    }

    /// DOCX: the same texts, to be edited.
    ///
    /// # Errors
    /// When the archive can not be made.
    pub fn docx(&self) -> Result<Vec<u8>, ReportError> {
        docx::write(&self.view, self.input)
    }
}
