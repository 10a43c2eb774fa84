//! Small pieces of wording used all over the report: keys of states and reasons, labels of networks.

use language::{Arg, Lang, text, text_with};

use crate::input::{Live, Ownership, Territory};
use crate::safe;

pub(crate) const fn live_key(live: Live) -> &'static str {
    match live {
        Live::Live => "state-live",
        Live::Dead => "state-dead",
        Live::Unknown => "state-unknown",
    }
}

pub(crate) const fn live_name(live: Live) -> &'static str {
    match live {
        Live::Live => "live",
        Live::Dead => "dead",
        Live::Unknown => "unknown",
    }
}

pub(crate) const fn ownership_key(ownership: Ownership) -> &'static str {
    match ownership {
        Ownership::Criminal => "ownership-criminal",
        Ownership::Compromised => "ownership-compromised",
        Ownership::Abused => "ownership-abused",
        Ownership::Victim => "ownership-victim",
        Ownership::Unknown => "ownership-unknown",
    }
}

pub(crate) const fn territory_key(territory: Territory) -> &'static str {
    match territory {
        Territory::Registered => "territory-registered",
        Territory::Located => "territory-located",
        Territory::Cctld => "territory-cctld",
        Territory::Target => "territory-target",
    }
}

pub(crate) const BANDS: [&str; 4] = ["band-high", "band-moderate", "band-low", "band-very-low"];
pub(crate) const REASONS: [&str; 4] = [
    "territory-registered",
    "territory-located",
    "territory-cctld",
    "territory-target",
];

/// `AS64512 Example Net`, or what there is of it.
pub(crate) fn network(lang: Lang, asn: Option<u32>, name: &str) -> String {
    let name = safe::clean(name, 60);
    match (asn, name.is_empty()) {
        (Some(asn), true) => format!("AS{asn}"),
        (Some(asn), false) => format!("AS{asn} {name}"),
        (None, false) => name,
        (None, true) => text(lang, "network-unknown"),
    }
}

/// A message with one count in it.
pub(crate) fn counted(lang: Lang, key: &str, n: u64) -> String {
    text_with(lang, key, &[("n", Arg::Number(whole(n)))])
}

/// Counts as the language crate takes them.
pub(crate) fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// First letter in lower case, for a label inside a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // Acronyms keep their capitals.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
