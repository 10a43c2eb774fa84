//! The cast: hub, nine partners, national authorities, and the agreements between them.
//!
//! All invented. Says which partner can report what, in which format, and how often; must not draw items.

use model::{
    Agreement, AgreementKind, Attribution, Category, Country, DAY, Handling, Markings, OrgId,
    OrgKind, Organisation, Pap, Tlp, Utc,
};

use crate::calendar::{Calendar, WEEK};
use crate::names::COUNTRIES;
use crate::size::Shape;
use crate::spelling::Hand;

/// The format a partner writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feed {
    Stix,
    Urlhaus,
    ThreatFox,
    Feodo,
    Shadowserver,
    FrenchCsv,
    Misp,
    Plain,
    IntelMq,
}

/// How a partner works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Partner {
    pub(crate) slug: &'static str,
    name: &'static str,
    kind: OrgKind,
    reliability: char,
    pub(crate) feed: Feed,
    pub(crate) monthly: bool,
    pub(crate) hand: Hand,
    /// Whether rows carry a TLP label of their own, and the strictest that is within the agreement.
    pub(crate) row_tlp: Option<Tlp>,
    /// Whether rows state the hosting country of names as well as of addresses.
    pub(crate) states_country: bool,
}

/// Number of the partner whose agreement ends in week 6.
pub(crate) const DAMASK: usize = 3;
/// Number of the partner that writes the Shadowserver reports.
pub(crate) const EBONY: usize = 4;
/// Number of the partner that writes French CSV.
pub(crate) const FENNEC: usize = 5;
/// Number of the anonymous partner with the plain lists.
pub(crate) const HIBISCUS: usize = 7;
/// Number of the partner for one occasion.
pub(crate) const INDIGO: usize = 8;

const fn partner(slug: &'static str, name: &'static str, feed: Feed, reliability: char) -> Partner {
    Partner {
        slug,
        name,
        kind: OrgKind::Partner,
        reliability,
        feed,
        monthly: false,
        hand: Hand::Machine,
        row_tlp: None,
        states_country: false,
    }
}

/// The nine partners.
pub(crate) const PARTNERS: [Partner; 9] = [
    Partner {
        monthly: true,
        row_tlp: Some(Tlp::AmberStrict),
        ..partner("acacia", "Acacia Threat Desk (fictional)", Feed::Stix, 'B')
    },
    partner(
        "baobab",
        "Baobab Link Watch (fictional)",
        Feed::Urlhaus,
        'B',
    ),
    partner(
        "calabash",
        "Calabash Exchange (fictional)",
        Feed::ThreatFox,
        'C',
    ),
    partner("damask", "Damask Tracker (fictional)", Feed::Feodo, 'B'),
    Partner {
        states_country: true,
        ..partner(
            "ebony",
            "Ebony Sinkhole Foundation (fictional)",
            Feed::Shadowserver,
            'A',
        )
    },
    Partner {
        hand: Hand::Human,
        row_tlp: Some(Tlp::Amber),
        states_country: true,
        ..partner(
            "fennec",
            "Fennec Anti-Fraude (fictif)",
            Feed::FrenchCsv,
            'C',
        )
    },
    Partner {
        kind: OrgKind::Police,
        monthly: true,
        row_tlp: Some(Tlp::Red),
        ..partner(
            "gazelle",
            "Gazelle Police Liaison (fictional)",
            Feed::Misp,
            'A',
        )
    },
    Partner {
        hand: Hand::Human,
        ..partner(
            "hibiscus",
            "Hibiscus Research (fictional)",
            Feed::Plain,
            'D',
        )
    },
    Partner {
        row_tlp: Some(Tlp::Amber),
        states_country: true,
        ..partner(
            "indigo",
            "Indigo Telecom Team (fictional)",
            Feed::IntelMq,
            'C',
        )
    },
];

/// How readily a partner reports an item of this category and shape; 0: never, 1: only as a second source.
pub(crate) fn weight(partner: usize, category: Category, shape: Shape, v6: bool) -> u32 {
    let address = shape == Shape::Address;
    let url = matches!(shape, Shape::Url | Shape::UrlOnAddress);
    match (PARTNERS[partner].slug, category) {
        ("acacia", Category::BOTNET_C2) => {
            if address {
                25
            } else {
                45
            }
        }
        ("acacia", Category::RANSOMWARE_C2) => 60,
        ("acacia", Category::PHISHING_SITE) => 20,
        ("acacia", Category::MALWARE_DISTRIBUTION) => {
            if url {
                20
            } else {
                50
            }
        }
        ("acacia", Category::COMPROMISED_WEBSITE) => 40,
        ("baobab", Category::MALWARE_DISTRIBUTION) if url => 60,
        ("calabash", Category::BOTNET_C2) => {
            if address {
                30
            } else {
                40
            }
        }
        ("calabash", Category::MALWARE_DISTRIBUTION) => {
            if url {
                20
            } else {
                50
            }
        }
        ("damask", Category::BOTNET_C2) if address && !v6 => 25,
        ("ebony", Category::INFECTED_HOST) => 70,
        ("ebony", Category::ABUSED_SERVICE) => 60,
        ("fennec", Category::PHISHING_SITE) => 80,
        ("fennec", Category::SCAM_SITE) => 40,
        ("fennec", Category::COMPROMISED_WEBSITE | Category::OTHER) => 60,
        ("fennec", Category::BEC_INFRA) => 50,
        ("fennec", Category::DARKWEB_MARKET) => 1,
        ("gazelle", Category::BOTNET_C2) => 15,
        // MISP has no attribute type for Ethereum wallets.
        ("gazelle", Category::OTHER) if shape == Shape::Eth => 0,
        ("gazelle", Category::RANSOMWARE_C2 | Category::OTHER) => 40,
        ("gazelle", Category::BEC_INFRA) => 50,
        ("gazelle", Category::DARKWEB_MARKET) => 100,
        ("hibiscus", Category::SCAM_SITE | Category::SPAM_SENDER) => 60,
        ("indigo", Category::INFECTED_HOST) => 30,
        ("indigo", Category::ABUSED_SERVICE | Category::SPAM_SENDER) => 40,
        ("indigo", Category::BOTNET_C2) if address => 10,
        _ => 0,
    }
}

/// When a partner's agreements are in force.
pub(crate) fn term(partner: usize, calendar: &Calendar) -> (Utc, Utc) {
    let year = 365 * DAY;
    match partner {
        // Ends with week 6 of the operation.
        DAMASK => (
            Utc(calendar.preparation.0 - year),
            calendar.operation_week(7),
        ),
        // Close enough to its end for the warning at ninety days.
        EBONY => (
            Utc(calendar.preparation.0 - 4 * year),
            Utc(calendar.now.0.div_euclid(DAY) * DAY + 80 * DAY),
        ),
        // For this operation only.
        INDIGO => (
            Utc(calendar.preparation.0 + 4 * WEEK),
            Utc(calendar.end.0 + 4 * WEEK),
        ),
        _ => (
            Utc(calendar.preparation.0 - year),
            Utc(calendar.preparation.0 + 4 * year),
        ),
    }
}

/// Number of an organisation: hub 1, partners from 2, authorities from 11, others behind them.
fn id(at: usize) -> OrgId {
    OrgId(at as u32 + 1)
}

/// Every organisation of the exercise.
pub(crate) fn organisations() -> Vec<Organisation> {
    let mut all = Vec::new();
    let mut add = |slug: String, name: String, kind, country: Option<&str>, reliability| {
        let country = country.and_then(|code| Country::parse(code).ok());
        let id = id(all.len());
        all.push(Organisation {
            id,
            slug,
            name,
            kind,
            country,
            reliability,
        });
    };
    add(
        "hub".into(),
        "HARMATTAN coordination hub (fictional)".into(),
        OrgKind::Hub,
        None,
        None,
    );
    for partner in PARTNERS {
        add(
            partner.slug.into(),
            partner.name.into(),
            partner.kind,
            None,
            Some(partner.reliability),
        );
    }
    for (code, name, _) in COUNTRIES {
        let slug = format!("{}-cyber-desk", code.to_ascii_lowercase());
        add(
            slug,
            format!("Exercise cyber desk {name} (fictional)"),
            OrgKind::NationalAuthority,
            Some(code),
            None,
        );
    }
    add(
        "regional-body".into(),
        "Exercise continental police forum (fictional)".into(),
        OrgKind::RegionalBody,
        None,
        None,
    );
    add(
        "support".into(),
        "Exercise support programme (fictional)".into(),
        OrgKind::SupportProgramme,
        None,
        None,
    );
    add(
        "oversight".into(),
        "Exercise oversight board (fictional)".into(),
        OrgKind::Oversight,
        None,
        None,
    );
    all
}

/// The agreements, in the order of the partners; the anonymous partner has one for each of its lists.
pub(crate) fn agreements(calendar: &Calendar) -> Vec<Agreement> {
    let mut all = Vec::new();
    for at in 0..PARTNERS.len() {
        if at == HIBISCUS {
            for (slug, category) in [
                ("hibiscus-scam", Category::SCAM_SITE),
                ("hibiscus-spam", Category::SPAM_SENDER),
            ] {
                let categories = vec![category];
                all.push(Agreement {
                    slug: slug.to_owned(),
                    categories,
                    default_category: Some(category),
                    ..agreement(at, calendar)
                });
            }
        } else {
            all.push(agreement(at, calendar));
        }
    }
    for (number, agreement) in all.iter_mut().enumerate() {
        agreement.id = number as u32 + 1;
    }
    all
}

/// The short name of the agreement under which a partner reports a category.
pub(crate) fn agreement_for(partner: usize, category: Category) -> String {
    match (partner, category) {
        (HIBISCUS, Category::SPAM_SENDER) => "hibiscus-spam".to_owned(),
        (HIBISCUS, _) => "hibiscus-scam".to_owned(),
        (INDIGO, _) => "indigo-harmattan".to_owned(),
        _ => format!("{}-standing", PARTNERS[partner].slug),
    }
}

fn agreement(at: usize, calendar: &Calendar) -> Agreement {
    let partner = PARTNERS[at];
    let (from, until) = term(at, calendar);
    let police = partner.kind == OrgKind::Police;
    let categories = Category::all().filter(|category| {
        [Shape::Address, Shape::Url, Shape::Sha256]
            .into_iter()
            .any(|shape| weight(at, *category, shape, false) > 0)
    });
    let default = match partner.feed {
        Feed::Urlhaus => Some(Category::MALWARE_DISTRIBUTION),
        // Other formats say it in every row, or by the type of the report; there a default would only hide mistakes.
        Feed::Stix | Feed::Misp | Feed::Feodo => Some(Category::BOTNET_C2),
        Feed::FrenchCsv => Some(Category::PHISHING_SITE),
        _ => None,
    };
    let tlp = if police || partner.feed == Feed::Shadowserver {
        Tlp::Amber
    } else {
        Tlp::Green
    };
    let mut recipients = vec![OrgKind::NationalAuthority, OrgKind::Police];
    if !police {
        recipients.push(OrgKind::RegionalBody);
    }
    Agreement {
        id: 0,
        slug: agreement_for(at, Category::OTHER),
        owner: id(at + 1),
        kind: if at == INDIGO {
            AgreementKind::AdHoc
        } else {
            AgreementKind::Standing
        },
        from,
        until,
        suspended: false,
        categories: categories.collect(),
        ceiling: Markings {
            tlp: partner.row_tlp.unwrap_or(Tlp::Amber),
            pap: if police { Pap::Red } else { Pap::Amber },
            handling: if police { Handling::H1 } else { Handling::H0 },
        },
        default_markings: Markings {
            tlp,
            pap: if police { Pap::Amber } else { Pap::Green },
            handling: if police { Handling::H1 } else { Handling::H0 },
        },
        default_category: default,
        recipients,
        only_countries: Vec::new(),
        not_countries: Vec::new(),
        attribution: if at == HIBISCUS {
            Attribution::Anonymous
        } else {
            Attribution::Named
        },
        retention_days: if at == INDIGO { 365 } else { 5 * 365 },
        exercise: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cast_is_complete() {
        let organisations = organisations();
        let count = |kind| organisations.iter().filter(|o| o.kind == kind).count();
        assert_eq!(count(OrgKind::Hub), 1);
        assert_eq!(count(OrgKind::Partner), 8);
        assert_eq!(count(OrgKind::Police), 1);
        assert_eq!(count(OrgKind::NationalAuthority), 27);
        assert!(
            organisations
                .iter()
                .all(|o| Organisation::valid_slug(&o.slug) && o.name.contains("ficti"))
        );

        let calendar = Calendar::at(Utc(1_764_000_000));
        let agreements = agreements(&calendar);
        assert_eq!(agreements.len(), 10);
        let over: Vec<&str> = agreements
            .iter()
            .filter(|a| a.in_force(calendar.now).is_err())
            .map(|a| a.slug.as_str())
            .collect();
        assert_eq!(over, ["damask-standing"]);
        assert_eq!(
            agreements
                .iter()
                .filter(|a| a.kind == AgreementKind::AdHoc)
                .count(),
            1
        );
        assert!(
            agreements
                .iter()
                .any(|a| a.attribution == Attribution::Anonymous)
        );
        for agreement in &agreements {
            let owner = organisations
                .iter()
                .find(|o| o.id == agreement.owner)
                .unwrap();
            assert!(
                agreement.slug.starts_with(&owner.slug),
                "{} belongs to {}",
                agreement.slug,
                owner.slug
            );
            assert!(!agreement.categories.is_empty());
        }
    }

    #[test]
    fn every_category_has_two_sources() {
        for slot in crate::size::plan(crate::Size::S) {
            let sources = (0..PARTNERS.len())
                .filter(|at| weight(*at, slot.category, slot.shape, true) > 0)
                .count();
            assert!(
                sources >= 2 || slot.shape == Shape::Eth && sources == 1,
                "{slot:?}"
            );
        }
    }
}
