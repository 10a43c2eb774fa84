//! STIX 2.1 and 2.0: objects kept verbatim, patterns, markings, identifiers, bundles.
pub mod id;
pub mod marking;
pub mod object;
pub mod pattern;
pub mod time;
pub mod vocabulary;
