//! Who reports which item, when, in which spelling and under which marking.
//!
//! Draws the noise of cooperation: overlap with a lag, other spellings, rows above the ceiling. What
//! becomes of a sighting at intake is decided here too, because the truth must know it.

use model::{DAY, HOUR, Tlp, Utc};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, WEEK, WEEKS, month_end};
use crate::item::{Item, Nature, exponential};
use crate::partners::{DAMASK, PARTNERS, Partner, agreement_for, term, weight};
use crate::spelling::respell;

/// What intake must do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Take it in.
    Admitted,
    /// Refuse the row: its marking is above the agreement's ceiling.
    AboveCeiling,
    /// Refuse the whole delivery: the agreement is over.
    AgreementOver,
}

/// One partner's statement about one item.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) item: usize,
    pub(crate) partner: usize,
    pub(crate) agreement: String,
    pub(crate) spelling: String,
    pub(crate) first_seen: Utc,
    pub(crate) last_seen: Utc,
    pub(crate) received: Utc,
    pub(crate) tlp: Option<Tlp>,
    pub(crate) confidence: u8,
    pub(crate) credibility: u8,
    pub(crate) alive: bool,
    pub(crate) admission: Admission,
}

/// Scale of the lag between partners in days. The lag cannot exceed the time that is left until now, so that an
/// exponential law of this mean gives the published mean of thirty days.
const LAG_DAYS: f64 = 38.0;

/// Every sighting, in the order of the items.
pub(crate) fn draw(items: &[Item], calendar: &Calendar, rng: &mut ChaCha8Rng) -> Vec<Sighting> {
    let mut drawer = Drawer {
        items,
        calendar,
        rng,
    };
    let mut all: Vec<Sighting> = (0..items.len()).filter_map(|at| drawer.first(at)).collect();
    let mut again = drawer.second(&all);
    drawer.mark(&mut all, &mut again);
    all.append(&mut again);
    all.sort_by_key(|sighting| (sighting.item, sighting.received, sighting.partner));
    all
}

struct Drawer<'a> {
    items: &'a [Item],
    calendar: &'a Calendar,
    rng: &'a mut ChaCha8Rng,
}

impl Drawer<'_> {
    /// Partners that can report the item at a time, with their weights.
    fn able(&self, item: &Item, at: Utc) -> Vec<(usize, u32)> {
        let v6 = item.value.contains(':');
        (0..PARTNERS.len())
            .map(|partner| (partner, weight(partner, item.category, item.shape, v6)))
            .filter(|(partner, weight)| *weight > 0 && self.open(*partner, at))
            .collect()
    }

    /// Whether what the partner learns now is delivered while its agreement is in force.
    fn open(&self, partner: usize, at: Utc) -> bool {
        let (from, until) = term(partner, self.calendar);
        let received = self.received(partner, self.batch(partner, at));
        at >= from && received < until && received.0 >= at.0
    }

    fn batch(&self, partner: usize, at: Utc) -> i64 {
        let hours = delivery_hours(partner);
        let week = self.calendar.week_of(at);
        // What comes in after this week's delivery waits for the next one.
        let week = if self.calendar.delivered(week, hours) < at {
            week + 1
        } else {
            week
        };
        let week = week.min(WEEKS - 1);
        if PARTNERS[partner].monthly {
            month_end(week)
        } else {
            week
        }
    }

    fn received(&self, partner: usize, week: i64) -> Utc {
        self.calendar.delivered(week, delivery_hours(partner))
    }

    fn first(&mut self, at: usize) -> Option<Sighting> {
        let item = &self.items[at];
        if item.late {
            return Some(self.sighting(at, DAMASK, item.first_seen, item.arrival));
        }
        let mut arrival = item.arrival;
        let mut able = self.able(item, arrival);
        if able.iter().all(|(_, weight)| *weight <= 1) {
            // Learnt in the last hours before now: counted with the day before.
            arrival = Utc(arrival.0.min(self.calendar.delivered(WEEKS - 1, 0).0 - DAY));
            able = self.able(item, arrival);
        }
        let partner = choose(&able, self.rng)?;
        Some(self.sighting(at, partner, item.first_seen.min(arrival), arrival))
    }

    /// Eight per cent of the items come from a second partner too, after a lag; a few of them from a third. Half of
    /// them are written differently there.
    fn second(&mut self, first: &[Sighting]) -> Vec<Sighting> {
        let wanted = (self.items.len() * 8 + 50) / 100;
        let mut order: Vec<usize> = (0..first.len()).collect();
        order.shuffle(self.rng);
        let mut again = Vec::new();
        let mut doubled = 0;
        let mut respelled = 0;
        for at in order {
            if doubled == wanted {
                break;
            }
            let one = &first[at];
            let item = &self.items[one.item];
            // Early enough for the lag to be seen; never what must be refused.
            if item.late || one.first_seen.0 > self.calendar.preparation.0 + 9 * WEEK {
                continue;
            }
            let Some(mut two) = self.follow(one, &[one.partner]) else {
                continue;
            };
            if respelled * 2 <= doubled {
                let Partner { hand, .. } = PARTNERS[two.partner];
                if let Some(spelling) = respell(self.rng, hand, item.kind, &item.value) {
                    two.spelling = spelling;
                    respelled += 1;
                }
            }
            if self.rng.random_bool(0.1)
                && let Some(three) = self.follow(&two, &[one.partner, two.partner])
            {
                again.push(three);
            }
            again.push(two);
            doubled += 1;
        }
        again
    }

    /// A later sighting of the same item by a partner not among `not`.
    fn follow(&mut self, one: &Sighting, not: &[usize]) -> Option<Sighting> {
        let item = &self.items[one.item];
        let last = self.calendar.delivered(WEEKS - 1, 12).0;
        let room = (last - one.first_seen.0) as f64 / DAY as f64 - 1.0;
        for _ in 0..8 {
            let lag = exponential(self.rng, LAG_DAYS);
            if lag >= room {
                continue;
            }
            let seen = Utc(one.first_seen.0 + (lag * DAY as f64) as i64);
            let arrival =
                Utc(seen.0 + self.rng.random_range(HOUR..12 * HOUR)).max(self.calendar.preparation);
            let able: Vec<(usize, u32)> = self
                .able(item, arrival)
                .into_iter()
                .filter(|(partner, _)| !not.contains(partner))
                .collect();
            if let Some(partner) = choose(&able, self.rng) {
                return Some(self.sighting(one.item, partner, seen, arrival));
            }
        }
        None
    }

    fn sighting(&mut self, at: usize, partner: usize, first_seen: Utc, arrival: Utc) -> Sighting {
        let item = &self.items[at];
        let week = self.batch(partner, arrival);
        let received = self.received(partner, week);
        let seen_until = Utc(item.ends.0.min(received.0 - HOUR)).max(first_seen);
        let genuine = item.nature == Nature::Malicious;
        let base = if genuine { 60 } else { 35 };
        Sighting {
            item: at,
            partner,
            agreement: agreement_for(partner, item.category),
            spelling: item.value.clone(),
            first_seen,
            last_seen: seen_until,
            received,
            tlp: None,
            confidence: base + 5 * self.rng.random_range(0..8),
            credibility: if genuine {
                self.rng.random_range(1..=3)
            } else {
                self.rng.random_range(2..=4)
            },
            alive: item.ends > received,
            admission: if received < term(partner, self.calendar).1 {
                Admission::Admitted
            } else {
                Admission::AgreementOver
            },
        }
    }

    /// Gives rows their TLP labels. Mostly AMBER and GREEN, some CLEAR, a few RED; one in a hundred above the ceiling
    /// of its agreement, among items that nobody else reports.
    fn mark(&mut self, first: &mut [Sighting], again: &mut [Sighting]) {
        let mut shared: Vec<usize> = again.iter().map(|sighting| sighting.item).collect();
        shared.sort_unstable();
        for sighting in first.iter_mut().chain(again) {
            let Some(ceiling) = PARTNERS[sighting.partner].row_tlp else {
                continue;
            };
            let lot = self.rng.random_range(0..1000);
            let alone = shared.binary_search(&sighting.item).is_err();
            let tlp = match lot {
                0..10 if alone => Tlp::Red,
                0..100 => Tlp::Clear,
                100..480 => Tlp::Green,
                480..490 if ceiling >= Tlp::AmberStrict => Tlp::AmberStrict,
                490..510 if ceiling == Tlp::Red => Tlp::Red,
                _ => Tlp::Amber,
            };
            sighting.tlp = Some(tlp);
            if tlp > ceiling {
                sighting.admission = Admission::AboveCeiling;
            }
        }
    }
}

/// Weighted choice in whole numbers, so that every platform draws the same.
fn choose(able: &[(usize, u32)], rng: &mut ChaCha8Rng) -> Option<usize> {
    let total: u32 = able.iter().map(|(_, weight)| weight).sum();
    if total == 0 {
        return None;
    }
    let mut ticket = rng.random_range(0..total);
    for (partner, weight) in able {
        if ticket < *weight {
            return Some(*partner);
        }
        ticket -= weight;
    }
    None
}

/// Hours before the end of the week at which a partner delivers.
fn delivery_hours(partner: usize) -> i64 {
    3 + 2 * partner as i64
}
