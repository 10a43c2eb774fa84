//! STIX 2.1 and 2.0: objects kept verbatim, patterns, markings, identifiers, bundles.
//!
//! What is received stays as it was sent: [`object::RawObject`] is the JSON text with an index of
//! facts. What we make ourselves comes from [`write`]. This crate does no I/O but on streams it is
//! given, knows no policy, and never runs a pattern.

pub mod bundle;
pub mod id;
pub mod marking;
pub mod object;
pub mod pattern;
pub mod time;
pub mod vocabulary;
pub mod write;
