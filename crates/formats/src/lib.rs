//! One file per format read or written.
//!
//! A reader yields rows lazily from bytes that are hostile until proven otherwise: each row is an
//! observation draft, a refusal with its place, or an object kept as sent. Readers know nothing of
//! agreements, stores or networks.

pub mod container;
pub mod detect;
pub mod json;
pub mod limits;
pub mod lines;
pub mod reader;

pub use detect::{Detection, Sample, detect};
pub use limits::Limits;
pub use reader::{Context, CsvMapping, Format, FormatError, KeptObject, Reader, Row, format_by_id, registry};
