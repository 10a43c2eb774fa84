//! Sizes of the exercise and the table of categories that each size is scaled from.
//!
//! The table is the M size of the published parameters (police-practice, "Demo operation"); S and L
//! are its shares. Must not draw random numbers: every count here is exact.

use model::Category;
use serde::{Deserialize, Serialize};

/// How large the exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// 1,200 items, of which 1,050 are addresses (the scale of a first continental operation).
    S,
    /// 22,007 items (the table as it stands).
    M,
    /// 134,089 items (the scale of a large operation of 2024).
    L,
}

impl Size {
    /// Every size, small to large.
    pub const ALL: [Size; 3] = [Size::S, Size::M, Size::L];

    /// Items in the truth.
    #[must_use]
    pub const fn items(self) -> usize {
        match self {
            Size::S => 1_200,
            Size::M => 22_007,
            Size::L => 134_089,
        }
    }

    /// Items that are plain addresses: seven in eight, which gives the 1,050 addresses of S.
    #[must_use]
    pub const fn addresses(self) -> usize {
        self.items() * 7 / 8
    }

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Size::S => "s",
            Size::M => "m",
            Size::L => "l",
        }
    }

    /// Reads a name in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Size> {
        let name = text.trim().to_ascii_lowercase();
        Size::ALL.into_iter().find(|size| size.name() == name)
    }

    /// Items per category, in the order of the table. The sum is [`Size::items`]; no category is empty.
    #[must_use]
    pub fn counts(self) -> Vec<(Category, usize)> {
        let weights: Vec<u64> = TABLE.iter().map(|(_, count)| *count).collect();
        let mut counts = apportion(self.items(), &weights);
        // The three dark-web markets of M would vanish in S; the largest category gives one item up.
        for at in 1..counts.len() {
            if counts[at] == 0 {
                counts[at] = 1;
                counts[0] -= 1;
            }
        }
        TABLE
            .iter()
            .map(|(category, _)| *category)
            .zip(counts)
            .collect()
    }
}

/// The table of the M size.
const TABLE: [(Category, u64); 12] = [
    (Category::INFECTED_HOST, 14_134),
    (Category::BOTNET_C2, 3_597),
    (Category::RANSOMWARE_C2, 189),
    (Category::PHISHING_SITE, 1_415),
    (Category::SCAM_SITE, 939),
    (Category::MALWARE_DISTRIBUTION, 150),
    (Category::SPAM_SENDER, 150),
    (Category::OTHER, 100),
    (Category::COMPROMISED_WEBSITE, 270),
    (Category::ABUSED_SERVICE, 1_000),
    (Category::BEC_INFRA, 60),
    (Category::DARKWEB_MARKET, 3),
];

/// What an item looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    Address,
    Domain,
    Url,
    UrlOnAddress,
    Email,
    Sha256,
    Sha1,
    Md5,
    Phone,
    Onion,
    Btc,
    Eth,
}

impl Shape {
    /// Whether it names a machine, directly or through a name.
    pub(crate) fn is_hosted(self) -> bool {
        matches!(
            self,
            Shape::Address | Shape::Domain | Shape::Url | Shape::UrlOnAddress
        )
    }

    pub(crate) fn is_hash(self) -> bool {
        matches!(self, Shape::Sha256 | Shape::Sha1 | Shape::Md5)
    }
}

/// One item to be drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) category: Category,
    pub(crate) shape: Shape,
}

/// Every item of the size by category and shape, in table order.
pub(crate) fn plan(size: Size) -> Vec<Slot> {
    let counts = size.counts();
    let elsewhere: usize = counts
        .iter()
        .filter(|(category, _)| *category != Category::BOTNET_C2)
        .map(|(category, count)| {
            let weights: Vec<u64> = shapes(*category).iter().map(|(_, share)| *share).collect();
            apportion(*count, &weights)
                .iter()
                .zip(shapes(*category))
                .filter(|(_, (shape, _))| *shape == Shape::Address)
                .map(|(count, _)| count)
                .sum::<usize>()
        })
        .sum();
    let mut slots = Vec::with_capacity(size.items());
    for (category, count) in counts {
        // Botnet command servers take what the address budget leaves; the rest are names.
        let (addresses, rest) = if category == Category::BOTNET_C2 {
            let addresses = size.addresses().saturating_sub(elsewhere).min(count);
            (addresses, count - addresses)
        } else {
            (0, count)
        };
        let mut push = |shape, count| {
            slots.extend(std::iter::repeat_n(Slot { category, shape }, count));
        };
        push(Shape::Address, addresses);
        let weights: Vec<u64> = shapes(category).iter().map(|(_, share)| *share).collect();
        for (count, (shape, _)) in apportion(rest, &weights).into_iter().zip(shapes(category)) {
            push(*shape, count);
        }
    }
    slots
}

/// Shares of the shapes of a category, in thousandths.
fn shapes(category: Category) -> &'static [(Shape, u64)] {
    match category {
        Category::BOTNET_C2 => &[(Shape::Domain, 650), (Shape::Url, 350)],
        Category::RANSOMWARE_C2 => &[(Shape::Address, 700), (Shape::Domain, 300)],
        Category::PHISHING_SITE => &[
            (Shape::Url, 600),
            (Shape::UrlOnAddress, 150),
            (Shape::Domain, 250),
        ],
        Category::MALWARE_DISTRIBUTION => &[
            (Shape::Url, 400),
            (Shape::UrlOnAddress, 200),
            (Shape::Sha256, 250),
            (Shape::Md5, 150),
        ],
        Category::COMPROMISED_WEBSITE => &[(Shape::Url, 600), (Shape::Domain, 400)],
        Category::BEC_INFRA => &[
            (Shape::Email, 500),
            (Shape::Domain, 300),
            (Shape::Phone, 200),
        ],
        Category::DARKWEB_MARKET => &[(Shape::Onion, 1000)],
        Category::OTHER => &[
            (Shape::Sha256, 300),
            (Shape::Md5, 150),
            (Shape::Sha1, 100),
            (Shape::Btc, 150),
            (Shape::Eth, 150),
            (Shape::Domain, 150),
        ],
        _ => &[(Shape::Address, 1000)],
    }
}

/// Divides `total` by weight; the largest remainders get the rest, the earlier first. The sum is `total`.
pub(crate) fn apportion(total: usize, weights: &[u64]) -> Vec<usize> {
    let sum: u64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let share = |weight: &u64| (total as u64 * weight / sum) as usize;
    let mut counts: Vec<usize> = weights.iter().map(share).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(total as u64 * weights[*at] % sum), *at));
    let left = total - counts.iter().sum::<usize>();
    for at in order.into_iter().take(left) {
        counts[at] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plans_have_the_published_sizes() {
        for size in Size::ALL {
            let slots = plan(size);
            assert_eq!(slots.len(), size.items());
            let addresses = slots.iter().filter(|s| s.shape == Shape::Address).count();
            assert_eq!(addresses, size.addresses());
            assert_eq!(Size::parse(size.name()), Some(size));
        }
        assert_eq!(Size::S.addresses(), 1_050);
        assert_eq!(
            Size::M.counts(),
            TABLE.map(|(category, count)| (category, count as usize))
        );
    }

    proptest! {
        #[test]
        fn apportioned_parts_add_up(total in 0usize..100_000, weights in prop::collection::vec(1u64..1000, 1..20)) {
            prop_assert_eq!(apportion(total, &weights).iter().sum::<usize>(), total);
        }
    }
}
