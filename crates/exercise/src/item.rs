//! The items of the operation as they are in truth: value, place, owner, lifetime.
//!
//! Draws what exists; who reports it, and how well, is decided in `sighting`.

use model::{Category, Country, DAY, HOUR, Ownership, Utc};
use observable::Kind;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp, LogNormal, Weibull};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, WEEK};
use crate::geography::{Geography, Net, Site, Wanted, sinkhole_host};
use crate::names::{
    BOTNETS, BRANDS, CAMPAIGNS, COUNTRIES, RANSOMWARE, SHARED, STEALERS, WELL_KNOWN,
};
use crate::size::{Shape, Size, Slot, apportion, plan};
use crate::values::{free_value, kind_of, url};

/// What an item is, behind what its reporters believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// What it is said to be.
    Malicious,
    /// Harmless: a public resolver or a well-known name. Must be suppressed.
    Benign,
    /// Shared hosting: real abuse on a host of many others. Must be noted, not suppressed.
    Shared,
    /// A content delivery network. Must be noted, not suppressed.
    Cdn,
    /// A defender's sinkhole. Must be suppressed.
    Sinkhole,
}

impl Nature {
    /// Whether a warning list must keep the item out.
    #[must_use]
    pub const fn must_be_suppressed(self) -> bool {
        matches!(self, Nature::Benign | Nature::Sinkhole)
    }

    /// Whether a warning list must note the item without keeping it out.
    #[must_use]
    pub const fn must_be_noted(self) -> bool {
        matches!(self, Nature::Shared | Nature::Cdn)
    }
}

/// An item in truth.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) shape: Shape,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) category: Category,
    pub(crate) nature: Nature,
    pub(crate) site: Option<Site>,
    pub(crate) port: Option<u16>,
    pub(crate) ownership: Ownership,
    pub(crate) malware: Option<&'static str>,
    /// Number of the campaign, which is that of its actor.
    pub(crate) campaign: Option<usize>,
    pub(crate) brand: Option<&'static str>,
    pub(crate) targets: Vec<Country>,
    /// Scam sites on the address, where it is one.
    pub(crate) sites: Option<u32>,
    pub(crate) first_seen: Utc,
    /// When its first reporter learns of it.
    pub(crate) arrival: Utc,
    /// When it stops to work by itself.
    pub(crate) ends: Utc,
    /// Reported after the end of the only agreement that covers it.
    pub(crate) late: bool,
}

/// Countries that host command servers, in percent; the rest is spread over the other participants.
const C2_HOSTING: [(&str, u64); 6] = [
    ("ZA", 57),
    ("EG", 14),
    ("SC", 5),
    ("DZ", 5),
    ("NG", 4),
    ("", 15),
];

/// Draws every item of the size.
pub(crate) fn draw(
    size: Size,
    calendar: &Calendar,
    geography: &mut Geography,
    rng: &mut ChaCha8Rng,
) -> Vec<Item> {
    let slots = plan(size);
    let natures = natures(&slots, rng);
    let disputed = disputed(&slots, rng);
    let countries = c2_countries(&slots, rng);
    let mut arrivals = arrivals(slots.len(), calendar, rng);
    let late = late_items(&slots, &natures, calendar, &mut arrivals, rng);
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut items = Vec::with_capacity(slots.len());
    for (at, slot) in slots.into_iter().enumerate() {
        let mut maker = Maker {
            geography: &mut *geography,
            rng: &mut *rng,
            calendar,
            seen: &mut seen,
        };
        let place = Place {
            nature: natures[at],
            disputed: disputed[at],
            country: countries[at],
        };
        items.push(maker.item(slot, place, arrivals[at], late[at]));
    }
    items
}

/// What is decided about an item before it is drawn.
#[derive(Clone, Copy)]
struct Place {
    nature: Nature,
    disputed: bool,
    country: Option<Country>,
}

struct Maker<'a> {
    geography: &'a mut Geography,
    rng: &'a mut ChaCha8Rng,
    calendar: &'a Calendar,
    seen: &'a mut FxHashSet<String>,
}

impl Maker<'_> {
    fn item(&mut self, slot: Slot, place: Place, arrival: Utc, late: bool) -> Item {
        let (shape, value, site) = self.value(slot, place);
        self.seen.insert(value.clone());
        let category = slot.category;
        let malware = malware(category, shape, self.rng);
        let campaigned =
            category != Category::INFECTED_HOST && category != Category::ABUSED_SERVICE;
        let campaign = (campaigned && self.rng.random_bool(0.55))
            .then(|| self.rng.random_range(0..CAMPAIGNS.len()));
        let fraud = matches!(
            category,
            Category::PHISHING_SITE | Category::SCAM_SITE | Category::BEC_INFRA
        );
        let before = if category == Category::PHISHING_SITE {
            9.0 / 24.0
        } else {
            2.0
        };
        let head_start = (exponential(self.rng, before) * DAY as f64).min(20.0 * DAY as f64) as i64;
        let first_seen = Utc(arrival.0 - head_start);
        let ends = Utc(first_seen.0.saturating_add(lifetime(category, self.rng)));
        Item {
            kind: kind_of(shape, &value),
            shape,
            value,
            category,
            nature: place.nature,
            site,
            port: port(category, shape, self.rng),
            ownership: ownership(category, place.nature, self.rng),
            malware,
            campaign,
            brand: (fraud && self.rng.random_bool(0.8))
                .then(|| BRANDS[self.rng.random_range(0..BRANDS.len())]),
            targets: if fraud { targets(self.rng) } else { Vec::new() },
            sites: (category == Category::SCAM_SITE).then(|| self.rng.random_range(2..60)),
            first_seen,
            arrival,
            ends: ends.max(Utc(self.calendar.preparation.0 - 4 * WEEK)),
            late,
        }
    }

    fn value(&mut self, slot: Slot, place: Place) -> (Shape, String, Option<Site>) {
        match place.nature {
            Nature::Malicious => {}
            Nature::Sinkhole => return self.sinkhole(slot),
            Nature::Benign | Nature::Shared | Nature::Cdn => {
                return self.harmless(slot, place.nature);
            }
        }
        if !slot.shape.is_hosted() {
            return (slot.shape, self.fresh(slot.shape), None);
        }
        let mut wanted = wanted(slot.category, place, self.rng);
        // A country without a network of the sort wanted: in dispute, the same without its country.
        if place.disputed && self.geography.host(self.rng, wanted).is_none() {
            wanted.country = None;
        }
        if slot.shape == Shape::Address {
            let any = Wanted {
                net: Net::Hoster,
                country: None,
                disputed: false,
            };
            let drawn = self
                .geography
                .draw(self.rng, wanted)
                .or_else(|| self.geography.draw(self.rng, any));
            if let Some(site) = drawn {
                return (Shape::Address, site.address.to_string(), Some(site));
            }
            // The geography has 2^64 IPv6 subnets: this is not reached.
            return (Shape::Domain, self.fresh(Shape::Domain), None);
        }
        let site = self.geography.host(self.rng, wanted);
        let value = match (slot.shape, site) {
            (Shape::UrlOnAddress, Some(site)) => self.fresh_url(site),
            (shape, _) => self.fresh(shape),
        };
        (slot.shape, value, site)
    }

    /// A value of the shape that no item has yet.
    fn fresh(&mut self, shape: Shape) -> String {
        let mut value = free_value(self.rng, shape);
        for _ in 0..100 {
            if !self.seen.contains(&value) {
                break;
            }
            value = free_value(self.rng, shape);
        }
        value
    }

    fn fresh_url(&mut self, site: Site) -> String {
        let host = match site.address {
            std::net::IpAddr::V4(address) => address.to_string(),
            std::net::IpAddr::V6(address) => format!("[{address}]"),
        };
        let host = if self.rng.random_bool(0.4) {
            format!("{host}:8080")
        } else {
            host
        };
        url(self.rng, &host)
    }

    /// An address in the sinkhole; when those are used up, a URL on one of them.
    fn sinkhole(&mut self, slot: Slot) -> (Shape, String, Option<Site>) {
        if slot.shape == Shape::Address {
            let wanted = Wanted {
                net: Net::Sinkhole,
                country: None,
                disputed: false,
            };
            if let Some(site) = self.geography.draw(self.rng, wanted) {
                return (Shape::Address, site.address.to_string(), Some(site));
            }
        }
        let site = sinkhole_host(self.geography, self.rng);
        let value = match site {
            Some(site) => self.fresh_url(site),
            None => self.fresh(Shape::Url),
        };
        (Shape::UrlOnAddress, value, site)
    }

    /// An address or name on a warning list of the exercise.
    fn harmless(&mut self, slot: Slot, nature: Nature) -> (Shape, String, Option<Site>) {
        let net = match nature {
            Nature::Benign => Net::Resolver,
            Nature::Cdn => Net::Cdn,
            _ => Net::Shared,
        };
        if slot.shape == Shape::Address {
            let wanted = Wanted {
                net,
                country: None,
                disputed: false,
            };
            if let Some(site) = self.geography.draw(self.rng, wanted) {
                return (Shape::Address, site.address.to_string(), Some(site));
            }
        }
        let zones = if nature == Nature::Benign {
            WELL_KNOWN
        } else {
            SHARED
        };
        loop {
            let zone = zones[self.rng.random_range(0..zones.len())];
            let value = format!("site-{}.{zone}", crate::values::hex(self.rng, 3));
            if !self.seen.contains(&value) {
                return (Shape::Domain, value, None);
            }
        }
    }
}

/// Two per cent sinkholes among the botnet servers; one per cent each harmless, shared and CDN among addresses and names.
fn natures(slots: &[Slot], rng: &mut ChaCha8Rng) -> Vec<Nature> {
    let mut natures = vec![Nature::Malicious; slots.len()];
    let mut order: Vec<usize> = (0..slots.len()).collect();
    order.shuffle(rng);
    let percent = |share: usize| (slots.len() * share + 50) / 100;
    let servers = order
        .iter()
        .filter(|at| slots[**at].category == Category::BOTNET_C2);
    for at in servers.take(percent(2)) {
        natures[*at] = Nature::Sinkhole;
    }
    let each = percent(1);
    // As many addresses as the small ranges of the geography hold with room to spare; then names.
    let mut room = [
        (Nature::Benign, each, 180),
        (Nature::Shared, each, 700),
        (Nature::Cdn, each, usize::MAX),
    ];
    for at in order {
        let slot = slots[at];
        if natures[at] != Nature::Malicious || slot.category == Category::DARKWEB_MARKET {
            continue;
        }
        let chosen = room
            .iter_mut()
            .find(|(nature, left, addresses)| match slot.shape {
                Shape::Address => *left > 0 && *addresses > 0,
                // Names cannot be told from one another by network: CDN items are addresses.
                Shape::Domain => *left > 0 && *nature != Nature::Cdn,
                _ => false,
            });
        if let Some((nature, left, addresses)) = chosen {
            natures[at] = *nature;
            *left -= 1;
            if slot.shape == Shape::Address {
                *addresses -= 1;
            }
        }
    }
    natures
}

/// Five per cent of the hosted items lie where registration and use name different countries.
fn disputed(slots: &[Slot], rng: &mut ChaCha8Rng) -> Vec<bool> {
    let mut hosted: Vec<usize> = (0..slots.len())
        .filter(|at| slots[*at].shape.is_hosted())
        .collect();
    hosted.shuffle(rng);
    let mut disputed = vec![false; slots.len()];
    for at in hosted.iter().take((hosted.len() * 5 + 50) / 100) {
        disputed[*at] = true;
    }
    disputed
}

/// The hosting country of each command server, in the published shares.
fn c2_countries(slots: &[Slot], rng: &mut ChaCha8Rng) -> Vec<Option<Country>> {
    let is_server = |slot: &Slot| {
        matches!(slot.category, Category::BOTNET_C2 | Category::RANSOMWARE_C2)
            && slot.shape.is_hosted()
    };
    let servers: Vec<usize> = (0..slots.len())
        .filter(|at| is_server(&slots[*at]))
        .collect();
    let others: Vec<&str> = COUNTRIES
        .iter()
        .map(|(code, ..)| *code)
        .filter(|code| C2_HOSTING.iter().all(|(known, _)| known != code))
        .collect();
    let shares: Vec<u64> = C2_HOSTING.iter().map(|(_, share)| *share).collect();
    let mut codes: Vec<&str> = Vec::with_capacity(servers.len());
    for (count, (code, _)) in apportion(servers.len(), &shares)
        .into_iter()
        .zip(C2_HOSTING)
    {
        for n in 0..count {
            codes.push(if code.is_empty() {
                others[n % others.len()]
            } else {
                code
            });
        }
    }
    codes.shuffle(rng);
    let mut countries = vec![None; slots.len()];
    for (at, code) in servers.into_iter().zip(codes) {
        countries[at] = Country::parse(code).ok();
    }
    countries
}

/// Arrival times: 35, 25, 20 and 20 per cent in the four months up to now.
fn arrivals(count: usize, calendar: &Calendar, rng: &mut ChaCha8Rng) -> Vec<Utc> {
    let mut all = Vec::with_capacity(count);
    for (month, share) in (0..).zip(apportion(count, &Calendar::ARRIVAL)) {
        for _ in 0..share {
            all.push(Utc(calendar.preparation.0
                + month * Calendar::MONTH
                + rng.random_range(0..Calendar::MONTH)));
        }
    }
    all.shuffle(rng);
    all
}

/// A few botnet servers that the partner with the ended agreement sends in the week after its end.
fn late_items(
    slots: &[Slot],
    natures: &[Nature],
    calendar: &Calendar,
    arrivals: &mut [Utc],
    rng: &mut ChaCha8Rng,
) -> Vec<bool> {
    let count = (slots.len() / 500).max(3);
    let mut late = vec![false; slots.len()];
    let candidates = (0..slots.len()).filter(|at| {
        let slot = slots[*at];
        slot.category == Category::BOTNET_C2
            && slot.shape == Shape::Address
            && natures[*at] == Nature::Malicious
    });
    for at in candidates.take(count) {
        late[at] = true;
        arrivals[at] = Utc(calendar.operation_week(7).0 + rng.random_range(HOUR..5 * DAY));
    }
    late
}

fn wanted(category: Category, place: Place, rng: &mut ChaCha8Rng) -> Wanted {
    let lot = rng.random_range(0..100);
    let net = match category {
        _ if place.disputed => Net::Hoster,
        // 60 % of all infected hosts: those in dispute, five in a hundred, lie with hosters.
        Category::INFECTED_HOST => match lot {
            0..63 => Net::Mobile,
            63..90 => Net::Isp,
            90..97 => Net::University,
            _ => Net::Hoster,
        },
        Category::ABUSED_SERVICE | Category::SPAM_SENDER => match lot {
            0..50 => Net::Isp,
            50..70 => Net::University,
            _ => Net::Hoster,
        },
        _ => Net::Hoster,
    };
    Wanted {
        net,
        country: place.country,
        disputed: place.disputed,
    }
}

fn malware(category: Category, shape: Shape, rng: &mut ChaCha8Rng) -> Option<&'static str> {
    let families: &[&'static str] = match category {
        Category::BOTNET_C2 => &BOTNETS,
        Category::INFECTED_HOST => &STEALERS,
        Category::RANSOMWARE_C2 => &RANSOMWARE,
        Category::MALWARE_DISTRIBUTION => &STEALERS,
        Category::OTHER if shape.is_hash() => &RANSOMWARE,
        _ => return None,
    };
    Some(families[rng.random_range(0..families.len())])
}

fn port(category: Category, shape: Shape, rng: &mut ChaCha8Rng) -> Option<u16> {
    if shape != Shape::Address {
        return None;
    }
    let servers = [443, 4443, 8080, 8443, 9001];
    match category {
        Category::BOTNET_C2 | Category::RANSOMWARE_C2 => {
            Some(servers[rng.random_range(0..servers.len())])
        }
        // The source port that a carrier needs to find the customer.
        Category::INFECTED_HOST => Some(rng.random_range(1_024..65_000)),
        Category::ABUSED_SERVICE => Some([3128, 8080, 8888][rng.random_range(0..3)]),
        Category::SPAM_SENDER => Some(25),
        _ => None,
    }
}

fn ownership(category: Category, nature: Nature, rng: &mut ChaCha8Rng) -> Ownership {
    let lot = rng.random_range(0..10);
    match category {
        _ if nature == Nature::Benign => Ownership::Unknown,
        _ if matches!(nature, Nature::Shared | Nature::Cdn) => Ownership::AbusedService,
        Category::INFECTED_HOST => Ownership::Victim,
        Category::ABUSED_SERVICE => Ownership::AbusedService,
        Category::COMPROMISED_WEBSITE => Ownership::Compromised,
        Category::PHISHING_SITE | Category::MALWARE_DISTRIBUTION | Category::SPAM_SENDER
            if lot < 4 =>
        {
            Ownership::Compromised
        }
        Category::OTHER => Ownership::Unknown,
        _ => Ownership::CriminalOwned,
    }
}

fn targets(rng: &mut ChaCha8Rng) -> Vec<Country> {
    let mut codes: Vec<&str> = (0..rng.random_range(1..=3))
        .map(|_| COUNTRIES[rng.random_range(0..COUNTRIES.len())].0)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .filter_map(|code| Country::parse(code).ok())
        .collect()
}

/// A draw from the exponential distribution with this mean.
pub(crate) fn exponential(rng: &mut impl Rng, mean: f64) -> f64 {
    Exp::new(1.0 / mean).map_or(mean, |law| law.sample(rng))
}

/// Seconds that an item of this category works, by the laws fitted to published lifetimes.
fn lifetime(category: Category, rng: &mut ChaCha8Rng) -> i64 {
    let days = match category {
        Category::PHISHING_SITE => {
            LogNormal::new(1.697, 2.141).map_or(5.46, |law| law.sample(rng)) / 24.0
        }
        Category::MALWARE_DISTRIBUTION => exponential(rng, 8.43),
        Category::BOTNET_C2 | Category::RANSOMWARE_C2 => exponential(rng, 54.8),
        // Clean-up without a notice; with one it takes a quarter of the time.
        Category::INFECTED_HOST | Category::COMPROMISED_WEBSITE | Category::ABUSED_SERVICE => {
            Weibull::new(42.6, 0.525).map_or(21.0, |law| law.sample(rng))
        }
        Category::SPAM_SENDER => exponential(rng, 7.0),
        Category::SCAM_SITE => exponential(rng, 20.0),
        Category::DARKWEB_MARKET => exponential(rng, 400.0),
        _ => exponential(rng, 30.0),
    };
    // Ten years bound the tail of the heavy laws.
    (days.min(3_650.0) * DAY as f64) as i64 + HOUR / 2
}
