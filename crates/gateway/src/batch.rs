//! Batches: what is written in one durable transaction.

use model::{Observation, Refusal, Tally};
use store::ObjectDraft;

/// Rows of one batch. Large enough that a commit costs little per row (each one touches most pages of the index
/// of statements), small enough that two of them (being filled, being written) stay far below the memory limit.
pub(crate) const ROWS: usize = 96_000;

/// Text kept in one batch, in bytes, whatever the number of rows: a million-row limit would not hold for rows of a megabyte.
pub(crate) const TEXT: usize = 24 << 20;

/// A batch being filled.
#[derive(Default)]
pub(crate) struct Filling {
    /// Rows accounted for when the batch is committed.
    pub to: u64,
    pub observations: Vec<Observation>,
    pub refusals: Vec<Refusal>,
    pub objects: Vec<ObjectDraft>,
    /// Passed-over lines and the like.
    pub besides: Tally,
    /// Bytes of text in it.
    pub text: usize,
}

impl Filling {
    pub fn is_full(&self) -> bool {
        self.observations.len() + self.refusals.len() + self.objects.len() >= ROWS
            || self.text >= TEXT
    }
}
