//! Texts in the user's language: messages, plural rules, numbers, dates.
//!
//! The texts are Fluent files under `assets/i18n/<language>/`, compiled in. A new language is a
//! folder there and a line in [`Lang`]. This crate must not know what the texts are used for.
//!
//! ```
//! use language::{Lang, number, text};
//! assert_eq!(text(Lang::Fr, "exercise-word"), "EXERCICE");
//! assert_eq!(number(Lang::En, 1234), "1,234");
//! ```

mod bundle;
mod calendar;
mod lang;
mod number;

pub use bundle::{Arg, has, text, text_with};
pub use calendar::{Civil, day_month, iso_date, iso_minute, long_date, month_year, short_month};
pub use lang::Lang;
pub use number::{decimal, list, number, percent, signed, typography};
