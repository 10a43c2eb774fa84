//! When two rows are the same statement, and whether the later one says anything new. Pure; every engine uses it.

use model::{Observation, ReleaseGroup};
use observable::Observable;

/// What makes two observations versions of one statement: same owner, value, category, port and malware.
///
/// Statements of an exercise never replace real ones, therefore the exercise flag is part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity<'a> {
    /// Number of the owner.
    pub owner: u32,
    /// Synthetic data.
    pub exercise: bool,
    /// The value.
    pub observable: &'a Observable,
    /// Category code.
    pub category: u8,
    /// Port.
    pub port: Option<u16>,
    /// Malware or kit.
    pub malware: Option<&'a str>,
}

/// The identity of a statement in its release group.
#[must_use]
pub fn statement_identity<'a>(observation: &'a Observation, group: &ReleaseGroup) -> Identity<'a> {
    Identity {
        owner: group.owner.0,
        exercise: group.exercise,
        observable: &observation.observable,
        category: observation.category.code(),
        port: observation.port,
        malware: observation.malware.as_deref(),
    }
}

/// Bits of a slot that come from the statement, not from the value.
pub(crate) const STATEMENT_BITS: u64 = (1 << 24) - 1;

impl Identity<'_> {
    /// Where the statement is filed: the upper 40 bits of the value's key, then 24 bits of all the rest. Statements
    /// about one value stand together; one source's versions of one statement are found without reading the others,
    /// of which hostile input could make many.
    pub(crate) fn slot(&self, key: u64) -> i64 {
        let mut hash = Hash::new();
        hash.bytes(&self.owner.to_le_bytes());
        hash.bytes(&[
            u8::from(self.exercise),
            self.category,
            u8::from(self.port.is_some()),
        ]);
        hash.bytes(&self.port.unwrap_or(0).to_le_bytes());
        hash.bytes(self.malware.unwrap_or_default().as_bytes());
        (key & !STATEMENT_BITS | hash.finish() & STATEMENT_BITS).cast_signed()
    }
}

/// The stored hash of a name.
pub(crate) fn name_hash(name: &str) -> i64 {
    let mut hash = Hash::new();
    hash.bytes(name.as_bytes());
    hash.finish().cast_signed()
}

/// FNV-1a with a final mix (MurmurHash3's). Stored, hence its own: a library's hash may change with its version.
/// Everything found by it is compared as a whole.
struct Hash(u64);

impl Hash {
    fn new() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ hash >> 33
    }
}

/// What a later row makes of the statement in force.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Nothing new.
    Duplicate,
    /// The row replaces the statement as it is.
    Replace,
    /// This version, made of both, replaces the statement.
    Merge(Box<Observation>),
}

/// Judges a row against the statement in force with the same identity.
///
/// - Of two dated rows the one last seen later holds. A row last seen earlier adds at most an earlier first seen.
/// - Equally late: other content (markings, liveness, ownership, confidence, grade, reason, …) is a new version.
/// - A row without own times says "still so on the day of receipt": with the same content it is a new version only
///   when it comes with another submission on a later day.
/// - A new version keeps the earliest first seen that the source has stated.
/// - What we found out ourselves (hosting, warning lists, domain) is no statement of the source and makes no version.
pub(crate) fn judge(old: &Observation, new: &Observation) -> Verdict {
    let other_content = !same_content(old, new);
    if !new.dated {
        let another_day = new.submission != old.submission
            && new.last_seen.day_number() > old.last_seen.day_number();
        if !other_content && !another_day {
            return Verdict::Duplicate;
        }
        let mut version = new.clone();
        version.dated = old.dated;
        version.first_seen = old.first_seen.min(new.first_seen);
        version.last_seen = old.last_seen.max(new.last_seen);
        return unless_equal(new, version);
    }
    if !old.dated {
        return Verdict::Replace;
    }
    let earlier_first = new.first_seen < old.first_seen;
    if new.last_seen < old.last_seen {
        if !earlier_first {
            return Verdict::Duplicate;
        }
        let mut version = old.clone();
        version.first_seen = new.first_seen;
        (version.submission, version.row, version.received) =
            (new.submission, new.row, new.received);
        return Verdict::Merge(Box::new(version));
    }
    if new.last_seen == old.last_seen && !other_content && !earlier_first {
        return Verdict::Duplicate;
    }
    let mut version = new.clone();
    version.first_seen = old.first_seen.min(new.first_seen);
    unless_equal(new, version)
}

fn unless_equal(new: &Observation, version: Observation) -> Verdict {
    if *new == version {
        Verdict::Replace
    } else {
        Verdict::Merge(Box::new(version))
    }
}

fn same_content(old: &Observation, new: &Observation) -> bool {
    old.group == new.group
        && old.ownership == new.ownership
        && old.liveness == new.liveness
        && old.valid_until == new.valid_until
        && old.confidence == new.confidence
        && old.grade == new.grade
        && old.why == new.why
        && old.campaign == new.campaign
        && old.upstream == new.upstream
        && old.more == new.more
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        Admiralty, Category, GroupId, Hosting, Liveness, Markings, More, ObservationId, OrgId,
        Ownership, SubmissionId, Utc,
    };
    use observable::Kind;

    const DAY: i64 = 86_400;

    fn row(first: i64, last: i64, dated: bool, submission: u32) -> Observation {
        let observable = Observable::parse(Kind::Ipv4, "198.18.0.1").unwrap();
        Observation {
            id: ObservationId(0),
            key: observable.key(),
            observable,
            group: GroupId(1),
            owner: OrgId(1),
            submission: SubmissionId(submission),
            row: 1,
            category: Category::OTHER,
            port: None,
            ownership: Ownership::Unknown,
            liveness: Liveness::Unknown,
            first_seen: Utc(first),
            last_seen: Utc(last),
            dated,
            received: Utc(0),
            valid_until: None,
            confidence: None,
            grade: Admiralty::UNKNOWN,
            markings: Markings::OPEN,
            hosting: Hosting::default(),
            cctld: None,
            domain: None,
            warnings: 0,
            why: "seen".into(),
            malware: None,
            campaign: None,
            upstream: None,
            more: More::default(),
        }
    }

    #[test]
    fn the_later_sighting_holds() {
        let old = row(10, 20, true, 1);
        assert_eq!(judge(&old, &row(10, 20, true, 2)), Verdict::Duplicate);
        assert_eq!(judge(&old, &row(10, 30, true, 2)), Verdict::Replace);
        assert_eq!(judge(&old, &row(12, 15, true, 2)), Verdict::Duplicate);
        let mut dead = row(10, 20, true, 2);
        dead.liveness = Liveness::Dead;
        assert_eq!(judge(&old, &dead), Verdict::Replace);
        dead.last_seen = Utc(19);
        assert_eq!(
            judge(&old, &dead),
            Verdict::Duplicate,
            "what was so before is no news"
        );
    }

    #[test]
    fn the_earliest_first_seen_is_kept() {
        let old = row(10, 20, true, 1);
        let Verdict::Merge(version) = judge(&old, &row(15, 30, true, 2)) else {
            unreachable!()
        };
        assert_eq!(
            (version.first_seen, version.last_seen, version.submission),
            (Utc(10), Utc(30), SubmissionId(2))
        );
        let Verdict::Merge(version) = judge(&old, &row(5, 8, true, 2)) else {
            unreachable!()
        };
        assert_eq!((version.first_seen, version.last_seen), (Utc(5), Utc(20)));
    }

    #[test]
    fn undated_rows_speak_for_their_day() {
        let old = row(0, 0, false, 1);
        assert_eq!(
            judge(&old, &row(60, 60, false, 2)),
            Verdict::Duplicate,
            "the same day"
        );
        assert_eq!(
            judge(&old, &row(DAY, DAY, false, 1)),
            Verdict::Duplicate,
            "the same submission"
        );
        assert!(matches!(
            judge(&old, &row(DAY, DAY, false, 2)),
            Verdict::Merge(_)
        ));
        assert_eq!(
            judge(&old, &row(-5, -5, true, 2)),
            Verdict::Replace,
            "now the source says when"
        );
        let mut strict = row(60, 60, false, 2);
        strict.group = GroupId(2);
        assert!(matches!(judge(&old, &strict), Verdict::Merge(_)));
    }

    #[test]
    fn slots_of_a_value_stand_together() {
        let one = row(0, 0, true, 1);
        let identity = |port| Identity {
            owner: 1,
            exercise: false,
            observable: &one.observable,
            category: 1,
            port,
            malware: None,
        };
        let key = 0xfedc_ba98_7654_3210;
        let (a, b) = (identity(None).slot(key), identity(Some(0)).slot(key));
        assert_ne!(a, b);
        assert_eq!(a >> 24, b >> 24);
        // Stored: these values must never change.
        assert_eq!((a, name_hash("example.org")), STORED);
    }

    const STORED: (i64, i64) = (-81_985_529_211_021_934, -3_658_184_669_810_823_985);
}
