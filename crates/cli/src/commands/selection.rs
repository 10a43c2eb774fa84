//! Which indicators: from arguments to a filter.

use anyhow::Context;
use gateway::{Filter, Period};
use model::{Country, SubmissionId, Utc};
use observable::{Kind, Observable};

use super::agreement::category;
use crate::args::Selection;

/// The filter that the arguments ask for.
pub fn filter(selection: &Selection, now: Utc) -> anyhow::Result<Filter> {
    let kinds = selection
        .kind
        .iter()
        .map(|name| {
            Kind::from_name(name).with_context(|| {
                let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                format!("there is no kind {name:?}; known: {}", known.join(", "))
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let asn = match &selection.asn {
        Some(text) => {
            let asn = Observable::parse(Kind::Asn, text)?;
            Some(asn.value().trim_start_matches("AS").parse()?)
        }
        None => None,
    };
    Ok(Filter {
        kinds,
        categories: selection
            .category
            .iter()
            .map(|name| category(name))
            .collect::<anyhow::Result<_>>()?,
        country: selection
            .country
            .as_deref()
            .map(Country::parse)
            .transpose()?,
        asn,
        network: selection
            .network
            .as_deref()
            .map(|text| Observable::parse(Kind::Cidr, text))
            .transpose()?,
        domain: selection.domain.clone(),
        malware: selection.malware.clone(),
        campaign: selection.campaign.clone(),
        period: Period {
            from: selection
                .since
                .as_deref()
                .map(|text| since(text, now))
                .transpose()?,
            until: None,
        },
        submission: selection.submission.map(SubmissionId),
        ..Filter::default()
    })
}

/// A point in time: a date or time, or `7d`, `12h` before now.
pub fn since(text: &str, now: Utc) -> anyhow::Result<Utc> {
    let text = text.trim();
    let hours = match text.split_at_checked(text.len().saturating_sub(1)) {
        Some((count, "d")) => count
            .parse::<i64>()
            .ok()
            .and_then(|days| days.checked_mul(24)),
        Some((count, "h")) => count.parse::<i64>().ok(),
        _ => None,
    };
    match hours.filter(|hours| (0..=1_000_000).contains(hours)) {
        Some(hours) => Ok(now.plus_hours(-hours)),
        None => Utc::parse(text)
            .with_context(|| format!("{text:?} is neither a date nor of the form 7d or 12h")),
    }
}

/// A period: `2026-05`, `2026`, `2026-05-01..2026-06-30`, `30d` (until now), `all`.
pub fn period(text: &str, now: Utc) -> anyhow::Result<(Utc, Utc)> {
    let text = text.trim();
    if text == "all" {
        return Ok((Utc(0), Utc(now.0 + 1)));
    }
    if let Some((from, until)) = text.split_once("..") {
        let (from, until) = (
            Utc::parse(from)?,
            Utc(Utc::parse(until)?.day_number() * model::DAY + model::DAY),
        );
        anyhow::ensure!(from < until, "the period {text} ends before it begins");
        return Ok((from, until));
    }
    let number = |part: &str| part.parse::<u32>().ok();
    if let (4, Some(year)) = (text.len(), number(text)) {
        let year = i64::from(year);
        let bounds = Utc::from_date(year, 1, 1).zip(Utc::from_date(year + 1, 1, 1));
        return bounds.with_context(|| format!("there is no year {text}"));
    }
    if let Some((year, month)) = text.split_once('-').filter(|_| text.len() == 7) {
        let bounds = number(year).zip(number(month)).and_then(|(year, month)| {
            let (next_year, next_month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
            Utc::from_date(i64::from(year), month, 1).zip(Utc::from_date(
                i64::from(next_year),
                next_month,
                1,
            ))
        });
        return bounds.with_context(|| format!("there is no month {text}"));
    }
    // Whole days, so that a report made twice on one day is the same report.
    let until = Utc(now.day_number() * model::DAY + model::DAY);
    let from = since(text, now)?;
    Ok((Utc(from.day_number() * model::DAY), until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        let now = Utc::parse("2026-11-23T20:00:00Z").unwrap();
        let days = |text: &str| {
            period(text, now)
                .map(|(from, until)| (from.day_text(), until.day_text()))
                .unwrap()
        };
        assert_eq!(days("2026-05"), ("2026-05-01".into(), "2026-06-01".into()));
        assert_eq!(days("2026-12"), ("2026-12-01".into(), "2027-01-01".into()));
        assert_eq!(days("2026"), ("2026-01-01".into(), "2027-01-01".into()));
        assert_eq!(
            days("2026-05-01..2026-05-31"),
            ("2026-05-01".into(), "2026-06-01".into())
        );
        assert_eq!(days("30d"), ("2026-10-24".into(), "2026-11-24".into()));
        for text in [
            "2026-13",
            "soon",
            "2026-05-02..2026-05-01",
            "-5d",
            "99999999999999d",
        ] {
            assert!(period(text, now).is_err(), "{text}");
        }
    }
}
