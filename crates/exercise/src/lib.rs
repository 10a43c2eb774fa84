//! Fictional operations with known truth.
//!
//! [`generate`] makes operation HARMATTAN: organisations, agreements, the partners' deliveries in their own formats,
//! and the [`Truth`] about every item. Pure: time and seed come in as parameters, the same three give the same bytes.
//! All names are invented, all addresses lie in 198.18.0.0/15 and 2001:db8::/32, all names below `.example`, `.test`
//! and `.invalid`. Must not read files, contact anything, or know how intake works.
//!
//! [`bench`] makes large inputs for measuring intake.

pub mod bench;
mod calendar;
mod delivery;
mod feeds;
mod geography;
mod item;
mod names;
mod outcome;
mod partners;
mod score;
mod sighting;
mod size;
mod spelling;
mod story;
mod truth;
mod values;

#[cfg(test)]
mod tests;

use model::{Agreement, Country, Organisation, Utc};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use calendar::Calendar;
pub use delivery::{Delivery, Expect};
pub use item::Nature;
pub use score::{Found, Measure, Score};
pub use sighting::Admission;
pub use size::Size;
pub use story::{Paragraph, Story};
pub use truth::{Basis, Case, Held, Malformed, Outcome, TrueItem, Truth};

use delivery::Packed;
use geography::Geography;
use item::Item;
use partners::PARTNERS;
use sighting::Sighting;

/// Writing a feed failed. Everything is written to memory, so that this points to a fault in this crate.
#[derive(Debug, thiserror::Error)]
pub enum ExerciseError {
    /// A writer failed.
    #[error("writing an exercise feed failed: {0}; please report this with the seed")]
    Io(#[from] std::io::Error),
    /// A JSON writer failed.
    #[error("writing an exercise feed as JSON failed: {0}; please report this with the seed")]
    Json(#[from] serde_json::Error),
    /// A CSV writer failed.
    #[error("writing an exercise feed as CSV failed: {0}; please report this with the seed")]
    Csv(#[from] csv::Error),
    /// A zip writer failed.
    #[error("packing an exercise feed failed: {0}; please report this with the seed")]
    Zip(#[from] zip::result::ZipError),
}

/// A fictional operation.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Name of the operation.
    pub name: &'static str,
    /// Phases and dates.
    pub calendar: Calendar,
    /// Hub, partners, national authorities and others.
    pub organisations: Vec<Organisation>,
    /// The partners' agreements.
    pub agreements: Vec<Agreement>,
    /// What the partners hand in, in the order of [`Held::delivery`]; see [`Exercise::in_order`].
    pub deliveries: Vec<Delivery>,
    /// What is so.
    pub truth: Truth,
    /// What happened and what to look at.
    pub story: Story,
}

impl Exercise {
    /// The deliveries in order of receipt: resubmissions stand behind what they repeat.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Delivery> {
        let mut order: Vec<&Delivery> = self.deliveries.iter().collect();
        order.sort_by_key(|delivery| delivery.received);
        order
    }

    /// The 27 countries that take part.
    #[must_use]
    pub fn countries() -> Vec<Country> {
        names::COUNTRIES
            .iter()
            .filter_map(|(code, ..)| Country::parse(code).ok())
            .collect()
    }
}

/// Makes the operation as it stands at `now`: the end of week 10 of 16, after 8 weeks of preparation.
///
/// # Errors
/// Only when a writer to memory fails, see [`ExerciseError`].
pub fn generate(size: Size, seed: u64, now: Utc) -> Result<Exercise, ExerciseError> {
    let calendar = Calendar::at(now);
    // One stream of random numbers per step: a change in one leaves the others as they were.
    let stream = |number: u64| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        rng
    };
    let mut geography = Geography::new();
    let items = item::draw(size, &calendar, &mut geography, &mut stream(1));
    let sightings = sighting::draw(&items, &calendar, &mut stream(2));
    let packed = delivery::pack(&items, &sightings, &geography, &mut stream(3))?;
    let outcomes = outcome::outcomes(&items, now, &mut stream(4));
    let cases = outcome::cases(&calendar, &mut stream(5));
    let Packed {
        deliveries,
        of_sighting,
        malformed,
    } = packed;
    let items = true_items(&items, &sightings, &of_sighting, &outcomes, &geography, now);
    let truth = Truth {
        operation: names::OPERATION.to_owned(),
        seed,
        calendar,
        items,
        malformed,
        cases,
    };
    Ok(Exercise {
        name: names::OPERATION,
        calendar,
        organisations: partners::organisations(),
        agreements: partners::agreements(&calendar),
        story: story::tell(size, &truth, &deliveries),
        deliveries,
        truth,
    })
}

fn true_items(
    items: &[Item],
    sightings: &[Sighting],
    of_sighting: &[u32],
    outcomes: &[Outcome],
    geography: &Geography,
    now: Utc,
) -> Vec<TrueItem> {
    let mut all: Vec<TrueItem> = items
        .iter()
        .zip(outcomes)
        .map(|(item, outcome)| true_item(item, *outcome, geography, now))
        .collect();
    for (sighting, delivery) in sightings.iter().zip(of_sighting) {
        let item = &mut all[sighting.item];
        let stated =
            PARTNERS[sighting.partner].states_country && sighting.admission == Admission::Admitted;
        if item.basis == Basis::None && stated && item.country.is_some() {
            item.basis = Basis::Stated;
        }
        item.held.push(Held {
            partner: PARTNERS[sighting.partner].slug.to_owned(),
            delivery: *delivery,
            spelling: sighting.spelling.clone(),
            first_seen: sighting.first_seen,
            admission: sighting.admission,
        });
    }
    all
}

fn true_item(item: &Item, outcome: Outcome, geography: &Geography, now: Utc) -> TrueItem {
    let range = item.site.map(|site| geography.range(site));
    let by_address = matches!(item.shape, size::Shape::Address | size::Shape::UrlOnAddress)
        && item.site.is_some();
    TrueItem {
        kind: item.kind,
        value: item.value.clone(),
        category: item.category,
        nature: item.nature,
        country: range.map(|range| range.located),
        registered: range.map(|range| range.registered),
        asn: range.map(|range| range.asn),
        network: range.map(|range| range.network.clone()),
        mobile: item.site.is_some_and(|site| geography.is_mobile(site)),
        basis: if by_address {
            Basis::Address
        } else {
            Basis::None
        },
        ownership: item.ownership,
        malware: item.malware.map(str::to_owned),
        campaign: item.campaign.map(|at| names::CAMPAIGNS[at].to_owned()),
        first_seen: item.first_seen,
        arrival: item.arrival,
        ends: item.ends,
        alive: item.ends > now,
        outcome,
        held: Vec::new(),
    }
}
