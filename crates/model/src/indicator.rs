//! Indicators: the fused view of the observations of one observable that the viewer may see.

use std::collections::BTreeMap;

use observable::Observable;

use crate::{
    Category, Country, Explained, Hosting, Liveness, Markings, Observation, Ownership,
    StatedHosting, Utc, confidence, territories,
};

/// The fused view of one observable. Made at read time from the observations in view; never stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// The value.
    pub observable: Observable,
    /// The category that the best evidence speaks for.
    pub category: Category,
    /// Every category stated, most statements first.
    pub categories: Vec<(Category, usize)>,
    /// Earliest first seen.
    pub first_seen: Utc,
    /// Latest last seen.
    pub last_seen: Utc,
    /// End of usefulness: last seen plus the category's lifetime, or the owner's own end if that is earlier.
    pub expires: Utc,
    /// The score and its reasons.
    pub score: Explained,
    /// Ownership status: the latest that is not unknown.
    pub ownership: Ownership,
    /// Liveness: the latest statement that is not unknown.
    pub liveness: Liveness,
    /// Hosting by our data sets, latest.
    pub hosting: Hosting,
    /// Hosting as sources state it, each distinct opinion once.
    pub stated: Vec<StatedHosting>,
    /// Countries concerned, with claims as bits.
    pub territories: Vec<(Country, u8)>,
    /// Markings: the most restrictive of all.
    pub markings: Markings,
    /// Malware names, sorted.
    pub malware: Vec<String>,
    /// Campaign names, sorted.
    pub campaigns: Vec<String>,
    /// Ports, sorted.
    pub ports: Vec<u16>,
    /// Warning lists hit, as bits.
    pub warnings: u64,
    /// The statements, oldest first.
    pub observations: Vec<Observation>,
}

/// Fuses observations of one observable. The order of the input does not matter. `suppressing` has a bit for each
/// warning list that stands for false positives.
#[must_use]
pub fn fuse(mut observations: Vec<Observation>, suppressing: u64, now: Utc) -> Option<Indicator> {
    observations.sort_by(|a, b| {
        (a.received, a.id, a.owner, a.submission, a.row).cmp(&(
            b.received,
            b.id,
            b.owner,
            b.submission,
            b.row,
        ))
    });
    let latest = observations
        .iter()
        .max_by_key(|o| (o.last_seen, o.received, o.id))?;
    let score = confidence::score(&observations, suppressing, now);

    let mut counts: BTreeMap<Category, usize> = BTreeMap::new();
    for observation in &observations {
        *counts.entry(observation.category).or_default() += 1;
    }
    let mut categories: Vec<(Category, usize)> = counts.into_iter().collect();
    // A vague category never outvotes a specific one; then the number of statements, then harm.
    categories.sort_by_key(|(category, count)| {
        (
            *category == Category::OTHER,
            std::cmp::Reverse(*count),
            category.facts().rank,
        )
    });

    let newest_first = || {
        let mut list: Vec<&Observation> = observations.iter().collect();
        list.sort_by_key(|o| std::cmp::Reverse((o.last_seen, o.received, o.id)));
        list
    };
    let ownership = newest_first()
        .iter()
        .map(|o| o.ownership)
        .find(|o| *o != Ownership::Unknown)
        .unwrap_or_default();
    let liveness = newest_first()
        .iter()
        .map(|o| o.liveness)
        .find(|l| *l != Liveness::Unknown)
        .unwrap_or_default();

    let mut all_territories: BTreeMap<Country, u8> = BTreeMap::new();
    for (country, claims) in observations.iter().flat_map(territories) {
        *all_territories.entry(country).or_default() |= claims;
    }
    let mut stated: Vec<StatedHosting> = Vec::new();
    for opinion in observations.iter().filter_map(|o| o.more.stated.as_ref()) {
        if !stated.contains(opinion) {
            stated.push(opinion.clone());
        }
    }
    // Feeds differ in case only; the first spelling in sorted order (capitals first) stands for all.
    let names = |pick: fn(&Observation) -> Option<&String>| {
        let mut list: Vec<String> = observations.iter().filter_map(pick).cloned().collect();
        list.sort_unstable();
        let mut seen: Vec<String> = Vec::new();
        list.retain(|name| {
            let folded = name.to_lowercase();
            let new = !seen.contains(&folded);
            if new {
                seen.push(folded);
            }
            new
        });
        list
    };
    let mut ports: Vec<u16> = observations.iter().filter_map(|o| o.port).collect();
    ports.sort_unstable();
    ports.dedup();

    let expires = observations
        .iter()
        .map(|o| {
            let end = o.last_seen.plus_hours(o.category.facts().lifetime_hours);
            o.valid_until.map_or(end, |own| own.min(end))
        })
        .max()?;
    Some(Indicator {
        observable: latest.observable.clone(),
        category: categories.first()?.0,
        first_seen: observations.iter().map(|o| o.first_seen).min()?,
        last_seen: latest.last_seen,
        expires,
        score,
        ownership,
        liveness,
        hosting: latest.hosting.clone(),
        stated,
        territories: all_territories.into_iter().collect(),
        markings: observations
            .iter()
            .map(|o| o.markings)
            .reduce(Markings::stricter)?,
        malware: names(|o| o.malware.as_ref()),
        campaigns: names(|o| o.campaign.as_ref()),
        ports,
        warnings: latest.warnings,
        categories,
        observations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Admiralty, GroupId, More, ObservationId, OrgId, SubmissionId};
    use proptest::prelude::*;

    fn observation(
        number: u32,
        owner: u32,
        category: Category,
        malware: &str,
        last_seen: i64,
    ) -> Observation {
        let observable = Observable::guess("198.51.100.7").unwrap();
        Observation {
            id: ObservationId(u64::from(number)),
            key: observable.key(),
            observable,
            group: GroupId(owner),
            owner: OrgId(owner),
            submission: SubmissionId(number),
            row: 1,
            category,
            port: None,
            ownership: Ownership::Unknown,
            liveness: Liveness::Unknown,
            first_seen: Utc(last_seen - 100),
            last_seen: Utc(last_seen),
            dated: true,
            received: Utc(1_000_000),
            valid_until: None,
            confidence: Some(80),
            grade: Admiralty::UNKNOWN,
            markings: Markings::OPEN,
            hosting: Hosting::default(),
            cctld: None,
            domain: None,
            warnings: 0,
            why: "seen".to_owned(),
            malware: Some(malware.to_owned()),
            campaign: None,
            upstream: None,
            more: More::default(),
        }
    }

    #[test]
    fn the_specific_category_and_one_spelling_win() {
        let list = vec![
            observation(1, 1, Category::OTHER, "SANDFOX", 900_000),
            observation(2, 2, Category::OTHER, "Sandfox", 900_000),
            observation(3, 3, Category::BOTNET_C2, "sandfox", 950_000),
        ];
        let indicator = fuse(list, 0, Utc(1_000_000)).unwrap();
        assert_eq!(indicator.category, Category::BOTNET_C2);
        assert_eq!(indicator.malware, ["SANDFOX"]);
        assert_eq!(indicator.last_seen, Utc(950_000));
        assert_eq!(indicator.first_seen, Utc(899_900));
        assert!(fuse(Vec::new(), 0, Utc(0)).is_none());
    }

    proptest! {
        /// The order in which statements come in does not matter.
        #[test]
        fn fusion_is_independent_of_order(times in proptest::collection::vec(1i64..1_000_000, 1..8), turn in 0usize..8) {
            let list: Vec<Observation> = times
                .iter()
                .enumerate()
                .map(|(n, at)| observation(n as u32, n as u32 % 3, if n % 2 == 0 { Category::BOTNET_C2 } else { Category::SPAM_SENDER }, "x", *at))
                .collect();
            let mut turned = list.clone();
            turned.rotate_left(turn % list.len());
            prop_assert_eq!(fuse(list, 0, Utc(2_000_000)), fuse(turned, 0, Utc(2_000_000)));
        }

        /// Another independent statement never lowers the score; a repost of one upstream never raises it.
        #[test]
        fn evidence_is_monotone(count in 1u32..6, at in 1i64..1_000_000) {
            let now = Utc(1_000_000);
            let list: Vec<Observation> = (0..count).map(|n| observation(n, n, Category::BOTNET_C2, "x", at)).collect();
            let mut more = list.clone();
            more.push(observation(count, count, Category::BOTNET_C2, "x", at));
            prop_assert!(confidence::score(&more, 0, now).score >= confidence::score(&list, 0, now).score);
            let repost = |n| Observation { upstream: Some("Same list".to_owned()), ..observation(n, n, Category::BOTNET_C2, "x", at) };
            let one = confidence::score(&[repost(1)], 0, now).score;
            let many: Vec<Observation> = (1..=count).map(repost).collect();
            prop_assert_eq!(confidence::score(&many, 0, now).score, one);
        }
    }
}
