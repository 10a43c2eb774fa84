//! From a draft to an observation: agreement, scope, time, enrichment.

use std::collections::HashMap;

use enrich::Enricher;
use model::{
    Admiralty, Agreement, Category, Country, Draft, GroupId, Hosting, Markings, More, Observation,
    ObservationId, Organisation, Reason, Refusal, SubmissionId, Utc, admit,
};
use observable::Scope;
use store::Store;

use crate::error::Result;
use crate::warnings::WarningBits;

/// Seconds that a source's clock may be ahead of ours.
const CLOCK_SKEW: i64 = model::DAY;

/// Turns drafts of one submission into observations.
pub(crate) struct Assembler<'a> {
    pub store: &'a Store,
    pub enricher: &'a Enricher,
    pub warning_bits: &'a WarningBits,
    pub owner: &'a Organisation,
    pub agreement: &'a Agreement,
    pub submission: SubmissionId,
    pub received: Utc,
    /// The feed's title, for the reason of rows that give none.
    pub feed_title: &'a str,
    /// Category of rows that carry none, when the sender named one.
    pub category: Option<Category>,
    groups: HashMap<Markings, GroupId>,
    reasons: HashMap<Category, String>,
}

impl<'a> Assembler<'a> {
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        store: &'a Store,
        enricher: &'a Enricher,
        warning_bits: &'a WarningBits,
        owner: &'a Organisation,
        agreement: &'a Agreement,
        submission: SubmissionId,
        received: Utc,
        feed_title: &'a str,
        category: Option<Category>,
    ) -> Assembler<'a> {
        Assembler {
            store,
            enricher,
            warning_bits,
            owner,
            agreement,
            submission,
            received,
            feed_title,
            category,
            groups: HashMap::new(),
            reasons: HashMap::new(),
        }
    }

    /// The release group of these markings under the agreement.
    pub fn group(&mut self, markings: Markings) -> Result<GroupId> {
        if let Some(group) = self.groups.get(&markings) {
            return Ok(*group);
        }
        let group = self
            .store
            .group_id(&self.agreement.group(self.owner, markings))?;
        self.groups.insert(markings, group);
        Ok(group)
    }

    /// An observation, or the refusal that the agreement, the scope or the times demand.
    pub fn assemble(&mut self, draft: Draft) -> Result<std::result::Result<Observation, Refusal>> {
        let category = draft
            .category
            .or(self.category)
            .or(self.agreement.default_category)
            .unwrap_or(Category::OTHER);
        let refuse = |draft: &Draft, reason: Reason, detail: String| {
            let raw = if draft.raw.is_empty() {
                draft.observable.value()
            } else {
                &draft.raw
            };
            Ok(Err(Refusal::new(draft.place.clone(), reason, detail, raw)))
        };
        if !self.agreement.exercise
            && let Scope::Special(why) = draft.observable.scope()
        {
            let detail = format!(
                "{} cannot be public infrastructure: {why}",
                draft.observable.defanged()
            );
            return refuse(&draft, Reason::NotPublic, detail);
        }
        let limit = Utc(self.received.0 + CLOCK_SKEW);
        if let Some(at) = [draft.first_seen, draft.last_seen]
            .into_iter()
            .flatten()
            .find(|at| *at > limit)
        {
            return refuse(
                &draft,
                Reason::BadDate,
                format!("{at} lies in the future; it is {} now", self.received),
            );
        }
        let markings = match admit(
            self.agreement,
            category,
            draft.tlp,
            draft.pap,
            draft.valid_until,
        ) {
            Ok(markings) => markings,
            Err((reason, detail)) => return refuse(&draft, reason, detail),
        };
        let group = self.group(markings)?;
        Ok(Ok(self.observation(draft, category, markings, group)))
    }

    fn observation(
        &mut self,
        draft: Draft,
        category: Category,
        markings: Markings,
        group: GroupId,
    ) -> Observation {
        let found = self
            .enricher
            .enrich(&draft.observable, self.agreement.exercise);
        let country = |code: Option<[u8; 2]>| code.map(Country::from_bytes);
        let dated = draft.first_seen.is_some() || draft.last_seen.is_some();
        // A row may give its times in the wrong order; both were seen, so the earlier one is the first.
        let one = draft
            .first_seen
            .or(draft.last_seen)
            .unwrap_or(self.received);
        let other = draft
            .last_seen
            .or(draft.first_seen)
            .unwrap_or(self.received);
        let title = self.feed_title;
        let why = draft.why.unwrap_or_else(|| {
            self.reasons
                .entry(category)
                .or_insert_with(|| format!("{}: {title}", category.facts().label_en))
                .clone()
        });
        Observation {
            id: ObservationId(0),
            key: draft.observable.key(),
            group,
            owner: self.owner.id,
            submission: self.submission,
            row: draft.place.row,
            category,
            port: draft.port,
            ownership: draft.ownership,
            liveness: draft.liveness,
            first_seen: one.min(other),
            last_seen: one.max(other),
            dated,
            received: self.received,
            valid_until: draft.valid_until,
            confidence: draft.confidence.map(|value| value.min(100)),
            grade: draft.grade.unwrap_or_else(|| self.default_grade()),
            markings,
            hosting: Hosting {
                registered: country(found.registered),
                located: country(found.located),
                asn: found.asn,
            },
            cctld: country(found.cctld),
            domain: found.registrable_domain,
            warnings: self.warning_bits.of(&found.warnings),
            why,
            malware: draft.malware,
            campaign: draft.campaign,
            upstream: draft.upstream,
            more: More {
                actor: draft.actor,
                target_countries: draft.target_countries,
                target: draft.target,
                stated: draft.stated,
                reference: draft.reference,
                external_id: draft.external_id,
                tags: draft.tags,
                comment: draft.comment,
            },
            observable: draft.observable,
        }
    }

    /// The owner's reliability as the hub judges it; the item itself is not judged.
    fn default_grade(&self) -> Admiralty {
        self.owner
            .reliability
            .and_then(|letter| Admiralty::parse(&format!("{letter}6")))
            .unwrap_or(Admiralty::UNKNOWN)
    }
}
