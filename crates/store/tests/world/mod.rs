//! A small world for the tests: a few organisations, their agreement and groups, and statements of theirs.
#![allow(dead_code, clippy::unwrap_used)]

use std::cell::Cell;

use model::policy::{Purpose, View, Viewer};
use model::{
    Admiralty, Agreement, AgreementKind, Attribution, Category, GroupId, Handling, Hosting,
    Liveness, Markings, More, Observation, ObservationId, OrgId, OrgKind, Organisation, Ownership,
    Pap, Role, Submission, SubmissionId, Tlp, Utc,
};
use observable::{Kind, Observable};
use store::{Batch, Store, Written};

pub const DAY_ONE: Utc = Utc(1_780_012_800);
pub const OWNERS: usize = 3;

pub struct World {
    pub store: Store,
    pub orgs: Vec<OrgId>,
    /// For each owner a group with the weaker marking, then for each one with the stricter.
    pub groups: Vec<GroupId>,
    deliveries: Cell<u32>,
}

pub fn markings(strict: bool) -> Markings {
    Markings {
        tlp: if strict { Tlp::Amber } else { Tlp::Green },
        pap: Pap::Green,
        handling: Handling::H0,
    }
}

impl World {
    pub fn new() -> World {
        World::on(Store::in_memory().unwrap())
    }

    pub fn on(store: Store) -> World {
        let mut world = World {
            store,
            orgs: Vec::new(),
            groups: Vec::new(),
            deliveries: Cell::new(0),
        };
        for strict in [false, true] {
            for n in 0..OWNERS {
                let mut organisation = Organisation {
                    id: OrgId(0),
                    slug: format!("org-{n}"),
                    name: format!("Organisation {n}"),
                    kind: OrgKind::Partner,
                    country: None,
                    reliability: Some('B'),
                };
                organisation.id = world.store.put_organisation(&organisation).unwrap();
                let agreement = Agreement {
                    id: 0,
                    slug: "standing".into(),
                    owner: organisation.id,
                    kind: AgreementKind::Standing,
                    from: Utc(0),
                    until: Utc(i64::MAX),
                    suspended: false,
                    categories: vec![],
                    ceiling: markings(true),
                    default_markings: markings(false),
                    default_category: None,
                    recipients: vec![OrgKind::NationalAuthority, OrgKind::Police],
                    only_countries: vec![],
                    not_countries: vec![],
                    attribution: Attribution::Named,
                    retention_days: 365,
                    exercise: false,
                };
                let id = world.store.put_agreement(&agreement, Utc(1)).unwrap();
                let group = Agreement { id, ..agreement }.group(&organisation, markings(strict));
                world.groups.push(world.store.group_id(&group).unwrap());
                if !strict {
                    world.orgs.push(organisation.id);
                }
            }
        }
        world
    }

    fn view(&self, viewer: &Viewer) -> View {
        let groups = self.store.groups().unwrap();
        View::new(
            viewer,
            Purpose::Read,
            groups.iter().map(|(id, group)| (*id, group)),
            DAY_ONE,
        )
    }

    pub fn all(&self) -> View {
        self.view(&Viewer {
            org: OrgId(99),
            kind: OrgKind::Hub,
            country: None,
            roles: vec![Role::Analyst],
        })
    }

    pub fn partner(&self, owner: usize) -> View {
        self.view(&Viewer {
            org: self.orgs[owner],
            kind: OrgKind::Partner,
            country: None,
            roles: vec![Role::Partner],
        })
    }

    pub fn submission(&self, owner: usize, name: &str, received: Utc) -> Submission {
        let number = self.deliveries.replace(self.deliveries.get() + 1);
        Submission {
            uuid: Submission::identify(
                &owner.to_string(),
                "standing",
                "list",
                &format!("{name}-{number}"),
            ),
            owner: self.orgs[owner],
            agreement: owner as u32 + 1,
            name: name.into(),
            feed: Submission::feed_of(name),
            format: "list".into(),
            format_reason: String::new(),
            sha256: String::new(),
            bytes: 0,
            received,
        }
    }

    pub fn hand_in(
        &self,
        owner: usize,
        received: Utc,
        mut rows: Vec<Observation>,
    ) -> (SubmissionId, Written) {
        let id = self
            .store
            .begin_submission(&self.submission(owner, "delivery", received))
            .unwrap()
            .id;
        for (n, row) in rows.iter_mut().enumerate() {
            (row.submission, row.row, row.received) = (id, n as u64 + 1, received);
        }
        let to = rows.len() as u64;
        let written = self
            .store
            .write_batch(
                id,
                &Batch {
                    from: 0,
                    to,
                    observations: &rows,
                    ..Batch::default()
                },
            )
            .unwrap();
        self.store.finish_submission(id, &[]).unwrap();
        (id, written)
    }
}

/// A dated statement about an IPv4 address.
pub fn statement(world: &World, owner: usize, address: &str) -> Observation {
    let observable = Observable::parse(Kind::Ipv4, address).unwrap();
    Observation {
        id: ObservationId(0),
        key: observable.key(),
        observable,
        group: world.groups[owner],
        owner: world.orgs[owner],
        submission: SubmissionId(1),
        row: 1,
        category: Category::BOTNET_C2,
        port: None,
        ownership: Ownership::Unknown,
        liveness: Liveness::Live,
        first_seen: Utc(DAY_ONE.0 - 5_000),
        last_seen: Utc(DAY_ONE.0 - 1_000),
        dated: true,
        received: DAY_ONE,
        valid_until: None,
        confidence: Some(70),
        grade: Admiralty::parse("B2").unwrap(),
        markings: markings(false),
        hosting: Hosting::default(),
        cctld: None,
        domain: None,
        warnings: 0,
        why: "seen by a sensor".into(),
        malware: None,
        campaign: None,
        upstream: None,
        more: More::default(),
    }
}
