//! Submissions: one delivery from one organisation under one agreement.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{OrgId, Utc};

/// Number of a submission in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubmissionId(pub u32);

/// How far a submission has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Rows are being written; after a crash the submission goes on behind the last committed batch.
    Open,
    /// All rows are accounted for.
    Complete,
}

/// One delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Identifier made from its content: the same bytes handed in again are the same submission.
    pub uuid: Uuid,
    /// Who handed it in.
    pub owner: OrgId,
    /// Number of the agreement it comes under.
    pub agreement: u32,
    /// File name or `-`.
    pub name: String,
    /// Feed it belongs to: the name without date and number, for the alarm on a feed that falls silent.
    pub feed: String,
    /// Format identifier.
    pub format: String,
    /// Why the format was recognised.
    pub format_reason: String,
    /// SHA-256 of the bytes as sent, hex.
    pub sha256: String,
    /// Size of the bytes as sent.
    pub bytes: u64,
    /// Time of receipt.
    pub received: Utc,
}

/// Namespace of Griot's own identifiers (UUIDv5).
pub const NAMESPACE: Uuid = Uuid::from_u128(0x6a0d_3d0f_6c1e_5d1b_9f63_0b7d_5a77_21c4);

impl Submission {
    /// The identifier of a delivery: same organisation, agreement, format and bytes, same identifier.
    #[must_use]
    pub fn identify(owner: &str, agreement: &str, format: &str, sha256: &str) -> Uuid {
        Uuid::new_v5(
            &NAMESPACE,
            format!("submission\n{owner}\n{agreement}\n{format}\n{sha256}").as_bytes(),
        )
    }

    /// The feed's name within a file name: the name without folder, extension, and runs of digits
    /// (dates, numbers), so that `urlhaus-2026-05-01.csv` and `urlhaus-2026-05-02.csv` are one feed.
    #[must_use]
    pub fn feed_of(name: &str) -> String {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = file.split('.').next().unwrap_or(file);
        let letters: String = stem
            .chars()
            .map(|c| if c.is_ascii_digit() { '-' } else { c })
            .collect();
        let feed: Vec<&str> = letters
            .split(['-', '_'])
            .filter(|part| !part.is_empty())
            .collect();
        if feed.is_empty() {
            file.to_owned()
        } else {
            feed.join("-")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feed_names_lose_their_dates() {
        assert_eq!(Submission::feed_of("in/urlhaus-2026-05-01.csv"), "urlhaus");
        assert_eq!(Submission::feed_of("urlhaus_20260502.csv.gz"), "urlhaus");
        assert_eq!(Submission::feed_of("2026-05-01.txt"), "2026-05-01.txt");
        assert_eq!(
            Submission::feed_of("2024-05-01-malware_url-acme-kenya.csv"),
            "malware-url-acme-kenya"
        );
    }

    #[test]
    fn identity_depends_on_all_parts() {
        let one = Submission::identify("a", "b", "c", "d");
        assert_eq!(one, Submission::identify("a", "b", "c", "d"));
        assert_ne!(one, Submission::identify("a", "b", "c", "e"));
        assert_ne!(one, Submission::identify("a", "bc", "", "d"));
    }
}
