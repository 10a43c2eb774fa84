//! Bundles: reading and writing them as streams, one object in memory at a time.

mod reader;
mod writer;

pub use reader::{BundleReader, ReadError};
pub use writer::{BundleError, BundleWriter};

#[cfg(test)]
mod tests;
