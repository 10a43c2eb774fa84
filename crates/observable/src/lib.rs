//! Values: kinds, parsing, canonical form, defanging, identifiers.
//!
//! An [`Observable`] is a typed value in its one canonical form: two spellings of the same thing
//! have equal bytes, hence equal [`Key`]s and equal STIX identifiers. This crate knows nothing of
//! who said what about a value; it must not depend on any other room of the house.
//!
//! ```
//! use observable::{Kind, Observable};
//!
//! let one = Observable::guess("hxxps://Bank[.]Example.COM:443/a/../login?x=1")?;
//! assert_eq!(one.kind(), Kind::Url);
//! assert_eq!(one.value(), "https://bank.example.com/login?x=1");
//! assert_eq!(one.defanged(), "hxxps://bank[.]example[.]com/login?x=1");
//! # Ok::<(), observable::ParseError>(())
//! ```

mod account;
mod cashaddr;
mod defang;
mod email;
mod fingerprint;
mod guess;
mod hash;
mod ip;
mod kind;
mod name;
mod onion;
mod sco;
mod scope;
mod url;
mod value;
mod wallet;

pub use defang::refang;
pub use kind::Kind;
pub use value::{Endpoint, Host, Key, MAX_TEXT, Observable, ParseError, Problem, Scope};
