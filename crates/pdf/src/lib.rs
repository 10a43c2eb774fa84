//! Typst source and files to PDF bytes.
//!
//! One [`Engine`] holds the fonts and the library and is shared by every thread; each call of
//! [`Engine::render`] sees only the files handed to it. This crate must not know what a report is,
//! must not read the disk or the network, and must not look at the clock: same input, same bytes.

mod engine;
mod fonts;
mod world;

pub use engine::{Engine, Meta, PdfError};
