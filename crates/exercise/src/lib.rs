//! Fictional operations with known truth.
