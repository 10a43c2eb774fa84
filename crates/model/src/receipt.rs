//! Receipts: what became of every row of a submission. The counts add up.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Refusal, SubmissionId, Utc};

macro_rules! reasons {
    ($($variant:ident = $name:literal, $doc:literal;)+) => {
        /// Why a row was refused, as a countable reason. Texts for people are in the translation files (`reason-…`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $(#[doc = $doc] #[serde(rename = $name)] $variant,)+
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant),+];

            /// The name in files and keys.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Reason::$variant => $name),+ }
            }

            /// The reason of this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Reason> {
                match name { $($name => Some(Reason::$variant),)+ _ => None }
            }
        }
    };
}

reasons! {
    NotAnIndicator = "not-an-indicator", "The value is of no known kind, or not of the kind the row says.";
    BadChecksum = "bad-checksum", "The value's checksum is wrong.";
    CutOff = "cut-off", "The publisher cut the value off (ellipsis).";
    Invisible = "invisible-characters", "Control, bidirectional or invisible characters in the value.";
    UnknownType = "unknown-type", "The format's type label is unknown or has no observable.";
    NotPublic = "not-public", "The value cannot be public infrastructure (private, reserved, documentation).";
    Malformed = "malformed", "The row does not have the format's form (columns, JSON, XML).";
    TooLong = "too-long", "The row or value is longer than the limit.";
    TooDeep = "too-deep", "The structure is nested deeper than the limit.";
    Encoding = "encoding", "The bytes are not text in a known encoding.";
    Truncated = "truncated", "The input ends inside the row.";
    BadDate = "bad-date", "A date or time cannot be read, or lies in the future.";
    MissingValue = "missing-value", "The row has no value.";
    CategoryNotAllowed = "category-not-allowed", "The agreement does not cover this category.";
    MarkingAboveCeiling = "marking-above-ceiling", "The row's marking is stricter than the agreement's ceiling.";
    Expired = "expired", "The row's own validity ended before it was handed in.";
    LimitReached = "limit-reached", "The submission has more rows than the limit.";
    Retracted = "retracted", "The source has withdrawn this row (deleted, revoked).";
    ConflictingVersion = "conflicting-version", "An object with this identifier and version but other content is stored already.";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Counts of a submission's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read: the sum of all the other counts but `passed_over`.
    pub rows: u64,
    /// Rows that became a new observation.
    pub new: u64,
    /// Rows that superseded an earlier observation of the same owner.
    pub updated: u64,
    /// Rows that say nothing new.
    pub duplicate: u64,
    /// Objects kept as sent that are no statement about an observable (STIX reports, relationships …).
    pub kept: u64,
    /// Rows refused, by reason.
    pub refused: BTreeMap<Reason, u64>,
    /// Comments, blank lines and headers: no rows, counted so that every line is accounted for.
    pub passed_over: u64,
}

impl Tally {
    /// All refused rows.
    #[must_use]
    pub fn refused_total(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Whether the counts add up.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.rows == self.new + self.updated + self.duplicate + self.kept + self.refused_total()
    }

    /// Counts one refusal.
    pub fn refuse(&mut self, reason: Reason) {
        self.rows += 1;
        *self.refused.entry(reason).or_default() += 1;
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: &Tally) {
        self.rows += other.rows;
        self.new += other.new;
        self.updated += other.updated;
        self.duplicate += other.duplicate;
        self.kept += other.kept;
        self.passed_over += other.passed_over;
        for (reason, count) in &other.refused {
            *self.refused.entry(*reason).or_default() += count;
        }
    }
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the submission in the store.
    pub submission: SubmissionId,
    /// Public identifier (UUIDv5 of owner, agreement, format and content).
    pub uuid: uuid::Uuid,
    /// Short name of the organisation.
    pub from: String,
    /// Short name of the agreement.
    pub agreement: String,
    /// File name or `-`.
    pub name: String,
    /// Format that was used.
    pub format: String,
    /// Why that format was recognised; empty when it was asked for.
    pub format_reason: String,
    /// SHA-256 of the bytes as sent, hex.
    pub sha256: String,
    /// Size of the bytes as sent.
    pub bytes: u64,
    /// Time of receipt.
    pub received: Utc,
    /// The counts.
    pub tally: Tally,
    /// Whether this submission had been taken in before; then nothing was changed.
    pub already_known: bool,
    /// Alarms: for example a feed that had rows before and has none now.
    pub alarms: Vec<String>,
    /// What the reader noticed about the input as a whole: unknown columns, date of the data. Not stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// The first refusals (all are in the store and in the side file).
    pub first_refusals: Vec<Refusal>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_add_up() {
        let mut tally = Tally {
            rows: 3,
            new: 1,
            updated: 1,
            duplicate: 1,
            ..Tally::default()
        };
        assert!(tally.adds_up());
        tally.refuse(Reason::CutOff);
        assert!(tally.adds_up());
        let copy = tally.clone();
        tally.add(&copy);
        assert!(tally.adds_up());
        assert_eq!(tally.refused_total(), 2);
        for reason in Reason::ALL {
            assert_eq!(Reason::from_name(reason.name()), Some(*reason));
        }
    }
}
