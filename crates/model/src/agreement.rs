//! Agreements: what an organisation may hand in, and on which terms (DOMAIN rule 1).

use serde::{Deserialize, Serialize};

use crate::{Category, Country, Markings, OrgId, OrgKind, Organisation, Reason, ReleaseGroup, Utc};

/// Standing or for one occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementKind {
    /// Runs from date to date.
    Standing,
    /// For one operation or delivery.
    AdHoc,
}

/// Whether recipients learn who the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The source is named.
    Named,
    /// The source stays anonymous.
    Anonymous,
}

/// An agreement as far as intake and release need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Number in the store.
    pub id: u32,
    /// Short name, unique per organisation.
    pub slug: String,
    /// The organisation that hands in.
    pub owner: OrgId,
    /// Standing or ad hoc.
    pub kind: AgreementKind,
    /// First second of validity.
    pub from: Utc,
    /// First second after validity.
    pub until: Utc,
    /// Suspended: nothing is taken in.
    pub suspended: bool,
    /// Categories that may be handed in; empty means all.
    pub categories: Vec<Category>,
    /// The strictest markings that may be handed in.
    pub ceiling: Markings,
    /// Markings of rows that carry none.
    pub default_markings: Markings,
    /// Category of rows that carry none; without it such rows are `other`.
    pub default_category: Option<Category>,
    /// Classes of organisation the data may be passed on to.
    pub recipients: Vec<OrgKind>,
    /// When not empty: only these countries may receive the data.
    pub only_countries: Vec<Country>,
    /// These countries may not receive the data.
    pub not_countries: Vec<Country>,
    /// Whether the source is named to recipients.
    pub attribution: Attribution,
    /// Days after receipt at which the data must be deleted.
    pub retention_days: u32,
    /// Synthetic data only, of an exercise; documentation and private ranges are allowed.
    pub exercise: bool,
}

/// Why a whole submission is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The organisation has no agreement at all.
    #[error("{org} has no agreement; register one before handing in (griot agreement add)")]
    None {
        /// Short name of the organisation.
        org: String,
    },
    /// The agreement has not begun.
    #[error("agreement {agreement} begins on {from}; nothing can be handed in before")]
    NotYet {
        /// Short name.
        agreement: String,
        /// First day.
        from: String,
    },
    /// The agreement is over.
    #[error("agreement {agreement} ended on {until}; renew it before handing in")]
    Over {
        /// Short name.
        agreement: String,
        /// Last day.
        until: String,
    },
    /// The agreement is suspended.
    #[error("agreement {agreement} is suspended; ask the hub's coordinator")]
    Suspended {
        /// Short name.
        agreement: String,
    },
    /// No agreement of that name.
    #[error("{org} has no agreement named {agreement:?}; it has: {known}")]
    Unknown {
        /// Short name of the organisation.
        org: String,
        /// The name asked for.
        agreement: String,
        /// The names there are.
        known: String,
    },
    /// Several agreements are in force and none was named.
    #[error("{org} has several agreements in force ({known}); name one with --agreement")]
    Ambiguous {
        /// Short name of the organisation.
        org: String,
        /// Their names.
        known: String,
    },
}

impl Agreement {
    /// Days before the end at which owner and hub are warned.
    pub const WARNING_DAYS: [i64; 3] = [90, 30, 7];

    /// Whether the agreement is in force.
    ///
    /// # Errors
    /// Says why not.
    pub fn in_force(&self, now: Utc) -> Result<(), Refused> {
        if self.suspended {
            return Err(Refused::Suspended {
                agreement: self.slug.clone(),
            });
        }
        if now < self.from {
            return Err(Refused::NotYet {
                agreement: self.slug.clone(),
                from: self.from.day_text(),
            });
        }
        if now >= self.until {
            return Err(Refused::Over {
                agreement: self.slug.clone(),
                until: Utc(self.until.0 - 1).day_text(),
            });
        }
        Ok(())
    }

    /// Whole days until the end.
    #[must_use]
    pub fn days_left(&self, now: Utc) -> i64 {
        (self.until.0 - now.0).div_euclid(86_400)
    }

    /// The release group of a statement with these markings.
    #[must_use]
    pub fn group(&self, owner: &Organisation, markings: Markings) -> ReleaseGroup {
        ReleaseGroup {
            owner: self.owner,
            owner_kind: owner.kind,
            agreement: self.id,
            markings,
            recipients: self.recipients.clone(),
            only_countries: self.only_countries.clone(),
            not_countries: self.not_countries.clone(),
            attribution: self.attribution,
            exercise: self.exercise,
            until: None,
        }
    }
}

/// The agreement under which `org` hands in now.
///
/// # Errors
/// When there is none in force, or several and none is named.
pub fn choose<'a>(
    org: &Organisation,
    agreements: &'a [Agreement],
    named: Option<&str>,
    now: Utc,
) -> Result<&'a Agreement, Refused> {
    let own: Vec<&Agreement> = agreements
        .iter()
        .filter(|agreement| agreement.owner == org.id)
        .collect();
    let list = |agreements: &[&Agreement]| {
        agreements
            .iter()
            .map(|a| a.slug.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if own.is_empty() {
        return Err(Refused::None {
            org: org.slug.clone(),
        });
    }
    if let Some(name) = named {
        let agreement = own
            .iter()
            .find(|agreement| agreement.slug == name)
            .ok_or_else(|| Refused::Unknown {
                org: org.slug.clone(),
                agreement: name.to_owned(),
                known: list(&own),
            })?;
        return agreement.in_force(now).map(|()| *agreement);
    }
    let valid: Vec<&Agreement> = own
        .iter()
        .copied()
        .filter(|agreement| agreement.in_force(now).is_ok())
        .collect();
    match (valid.as_slice(), own.last()) {
        ([one], _) => Ok(one),
        ([], Some(last)) => last.in_force(now).map(|()| *last),
        ([], None) => Err(Refused::None {
            org: org.slug.clone(),
        }),
        _ => Err(Refused::Ambiguous {
            org: org.slug.clone(),
            known: list(&valid),
        }),
    }
}

/// Whether the agreement allows a row, and with which markings it is taken in.
///
/// A row without markings takes the default, never less than what it says itself; a row above the ceiling is refused,
/// because passing it on under a weaker marking would break its owner's word.
///
/// # Errors
/// The countable reason and its particulars.
pub fn admit(
    agreement: &Agreement,
    category: Category,
    tlp: Option<crate::Tlp>,
    pap: Option<crate::Pap>,
    valid_until: Option<Utc>,
) -> Result<Markings, (Reason, String)> {
    if !agreement.categories.is_empty() && !agreement.categories.contains(&category) {
        return Err((
            Reason::CategoryNotAllowed,
            format!("agreement {} does not cover {category}", agreement.slug),
        ));
    }
    let markings = Markings {
        tlp: tlp.unwrap_or(agreement.default_markings.tlp),
        pap: pap.unwrap_or(agreement.default_markings.pap),
        handling: agreement.default_markings.handling,
    };
    if markings.tlp > agreement.ceiling.tlp {
        return Err((
            Reason::MarkingAboveCeiling,
            format!(
                "TLP:{} is above the ceiling TLP:{} of agreement {}",
                markings.tlp, agreement.ceiling.tlp, agreement.slug
            ),
        ));
    }
    if markings.pap > agreement.ceiling.pap {
        return Err((
            Reason::MarkingAboveCeiling,
            format!(
                "PAP:{} is above the ceiling PAP:{} of agreement {}",
                markings.pap, agreement.ceiling.pap, agreement.slug
            ),
        ));
    }
    if let Some(end) = valid_until.filter(|end| *end < agreement.from) {
        return Err((
            Reason::Expired,
            format!(
                "the row's validity ended on {}, before the agreement began",
                end.day_text()
            ),
        ));
    }
    Ok(markings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Handling, Pap, Tlp};

    fn agreement() -> Agreement {
        Agreement {
            id: 1,
            slug: "standing".into(),
            owner: OrgId(2),
            kind: AgreementKind::Standing,
            from: Utc(1_000),
            until: Utc(2_000),
            suspended: false,
            categories: vec![Category::PHISHING_SITE],
            ceiling: Markings {
                tlp: Tlp::Amber,
                pap: Pap::Amber,
                handling: Handling::H0,
            },
            default_markings: Markings {
                tlp: Tlp::Green,
                pap: Pap::Green,
                handling: Handling::H0,
            },
            default_category: None,
            recipients: vec![OrgKind::NationalAuthority],
            only_countries: vec![],
            not_countries: vec![],
            attribution: Attribution::Named,
            retention_days: 365,
            exercise: false,
        }
    }

    fn organisation() -> Organisation {
        Organisation {
            id: OrgId(2),
            slug: "acme".into(),
            name: "Acme".into(),
            kind: OrgKind::Partner,
            country: None,
            reliability: Some('B'),
        }
    }

    #[test]
    fn force_begins_and_ends_on_the_second() {
        let agreement = agreement();
        assert!(agreement.in_force(Utc(999)).is_err());
        assert!(agreement.in_force(Utc(1_000)).is_ok());
        assert!(agreement.in_force(Utc(1_999)).is_ok());
        assert!(matches!(
            agreement.in_force(Utc(2_000)),
            Err(Refused::Over { .. })
        ));
        assert!(matches!(
            Agreement {
                suspended: true,
                ..agreement
            }
            .in_force(Utc(1_500)),
            Err(Refused::Suspended { .. })
        ));
    }

    #[test]
    fn one_agreement_in_force_is_chosen_by_itself() {
        let org = organisation();
        let one = agreement();
        let mut two = agreement();
        two.slug = "ad-hoc".into();
        assert_eq!(
            choose(&org, std::slice::from_ref(&one), None, Utc(1_500)).map(|a| a.slug.clone()),
            Ok("standing".into())
        );
        assert!(matches!(
            choose(&org, &[one.clone(), two.clone()], None, Utc(1_500)),
            Err(Refused::Ambiguous { .. })
        ));
        assert!(choose(&org, &[one.clone(), two], Some("ad-hoc"), Utc(1_500)).is_ok());
        assert!(matches!(
            choose(&org, std::slice::from_ref(&one), Some("x"), Utc(1_500)),
            Err(Refused::Unknown { .. })
        ));
        assert!(matches!(
            choose(&org, &[one], None, Utc(3_000)),
            Err(Refused::Over { .. })
        ));
        assert!(matches!(
            choose(&org, &[], None, Utc(1_500)),
            Err(Refused::None { .. })
        ));
    }

    #[test]
    fn rows_are_held_against_the_terms() {
        let agreement = agreement();
        let allowed = admit(&agreement, Category::PHISHING_SITE, None, None, None);
        assert_eq!(allowed, Ok(agreement.default_markings));
        let amber = admit(
            &agreement,
            Category::PHISHING_SITE,
            Some(Tlp::Amber),
            None,
            None,
        );
        assert_eq!(amber.map(|m| m.tlp), Ok(Tlp::Amber));
        let red = admit(
            &agreement,
            Category::PHISHING_SITE,
            Some(Tlp::Red),
            None,
            None,
        );
        assert_eq!(
            red.map_err(|(reason, _)| reason),
            Err(Reason::MarkingAboveCeiling)
        );
        let other = admit(&agreement, Category::BOTNET_C2, None, None, None);
        assert_eq!(
            other.map_err(|(reason, _)| reason),
            Err(Reason::CategoryNotAllowed)
        );
    }
}
