//! Synthetic reports for the tests: reserved addresses and names only, the same for the same seed.

use report::input::*;

/// 2026-11-23 08:00 UTC.
pub const NOW: i64 = 1_795_420_800;
const DAY: i64 = 86_400;

/// A small generator of numbers (SplitMix64); good enough to scatter test data.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below.max(1)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len() as u64) as usize]
    }
}

pub fn words(pairs: &[(&str, &str)]) -> LocalText {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect()
}

const CATEGORIES: &[(&str, u64)] = &[
    ("infected_host", 34),
    ("phishing_site", 22),
    ("botnet_c2", 14),
    ("scam_site", 9),
    ("malware_distribution", 7),
    ("compromised_website", 6),
    ("spam_sender", 4),
    ("abused_service", 3),
    ("ransomware_c2", 1),
];

const NETWORKS: &[(u32, &str)] = &[
    (64512, "Savanna Broadband Example"),
    (64513, "LakeNet Hosting Example Ltd"),
    (64514, "Rift Valley Mobile Data Services Example PLC"),
    (64515, "Coast IX Example"),
    (64520, "Acacia Cloud Example"),
    (64533, "Highland University Network Example"),
    (64540, "Baobab Datacentre Example"),
    (64541, "Kopje Fibre Example"),
    (64542, "Delta Wireless Example"),
];

pub fn item(dice: &mut Dice, n: u64) -> Item {
    let mut roll = dice.roll(100);
    let category = CATEGORIES.iter().find(|(_, share)| {
        let hit = roll < *share;
        roll = roll.saturating_sub(*share);
        hit
    });
    let category = category.map_or("phishing_site", |c| c.0);
    let (asn, network) = NETWORKS[(dice.roll(9) * dice.roll(9) / 9) as usize];
    let ip = format!(
        "198.{}.{}.{}",
        18 + dice.roll(2),
        dice.roll(256),
        dice.roll(256)
    );
    let name = format!(
        "{}-{n}.example",
        dice.pick(&[
            "login-bank",
            "parcel-track",
            "mobile-money-bonus",
            "update-cdn"
        ])
    );
    let (kind, value) = match category {
        "phishing_site" | "scam_site" | "malware_distribution" | "compromised_website" => (
            "url",
            format!(
                "https://{name}/{}/index.php?id={}",
                dice.pick(&["secure", "a", "wp-content/uploads"]),
                dice.roll(9999)
            ),
        ),
        "botnet_c2" if dice.roll(3) == 0 => ("domain", name),
        "abused_service" => (
            "ipv6",
            format!("2001:db8:{:x}::{:x}", dice.roll(65536), dice.roll(65536)),
        ),
        _ => ("ipv4", ip),
    };
    let last_seen = NOW - DAY - dice.roll(88 * 86_400) as i64;
    let live = *dice.pick(&[
        Live::Live,
        Live::Live,
        Live::Live,
        Live::Dead,
        Live::Unknown,
    ]);
    let registered = if dice.roll(12) == 0 { "ZA" } else { "KE" };
    Item {
        id: format!("indicator--00000000-0000-4000-8000-{n:012}"),
        kind: kind.into(),
        value,
        category: category.into(),
        malware: (dice.roll(3) > 0).then(|| {
            (*dice.pick(&[
                "Lumen Stealer",
                "Mirage Bot",
                "GoldKit",
                "TallyLoader",
                "Nightjar",
            ]))
            .to_owned()
        }),
        campaign: (dice.roll(8) == 0).then(|| "Dry Season".to_owned()),
        ownership: *dice.pick(&[
            Ownership::Criminal,
            Ownership::Compromised,
            Ownership::Victim,
            Ownership::Unknown,
        ]),
        first_seen: Some(last_seen - dice.roll(20 * 86_400) as i64),
        last_seen: Some(last_seen),
        last_verified: (live != Live::Unknown).then_some(NOW - DAY),
        live,
        port: matches!(category, "botnet_c2" | "ransomware_c2")
            .then(|| *dice.pick(&[443, 8080, 4444])),
        registered_country: Some(registered.into()),
        located_country: Some("KE".into()),
        territory: if registered == "KE" {
            vec![Territory::Registered, Territory::Located]
        } else {
            vec![Territory::Located]
        },
        asn: Some(asn),
        network: Some(network.into()),
        hoster: Some(network.into()),
        registrable_domain: None,
        confidence: (25 + dice.roll(75)) as u8,
        confidence_why: words(&[
            ("en", "two sources, recent"),
            ("fr", "deux sources, récent"),
        ]),
        grade: (*dice.pick(&["A1", "B2", "B2", "C3", "F6"])).into(),
        source_count: 1 + dice.roll(3) as u32,
        source_labels: vec!["Partner One".into()],
        why: "seen as command server of the botnet".into(),
        warnings: if dice.roll(25) == 0 {
            vec!["shared hosting".into()]
        } else {
            vec![]
        },
        tlp: if dice.roll(30) == 0 {
            Tlp::AmberStrict
        } else {
            Tlp::Amber
        },
        pap: *dice.pick(&[
            Pap::Green,
            Pap::Green,
            Pap::Green,
            Pap::Green,
            Pap::Amber,
            Pap::Red,
        ]),
        target_countries: vec!["KE".into()],
        ..Item::default()
    }
}

/// A report for Kenya (fictional) with `n` items.
pub fn report(n: u64, seed: u64) -> ReportInput {
    let mut dice = Dice::new(seed);
    ReportInput {
        reference: "CAR-KE-2026-0007".into(),
        version: 1,
        exercise: true,
        operation: Some("HARMATTAN".into()),
        producer: "Griot Exercise Hub".into(),
        country: Country {
            iso2: "KE".into(),
            names: words(&[("en", "Kenya"), ("fr", "Kenya")]),
        },
        period_from: NOW - 90 * DAY,
        period_to: NOW,
        generated_at: NOW,
        valid_until: NOW + 30 * DAY,
        markings: Markings {
            tlp: Tlp::Amber,
            pap: Pap::Green,
            ..Markings::default()
        },
        recipients: vec![
            Authority {
                name: "National Central Bureau (exercise)".into(),
                csirt: false,
                contact: "ncb@police.example".into(),
            },
            Authority {
                name: "National CSIRT (exercise)".into(),
                csirt: true,
                contact: "incident@csirt.example".into(),
            },
        ],
        items: (0..n).map(|i| item(&mut dice, i)).collect(),
        previous: Some(PreviousPeriod {
            by_category: [
                ("phishing_site".to_owned(), 41),
                ("infected_host".to_owned(), 120),
                ("botnet_c2".to_owned(), 55),
            ]
            .into(),
        }),
        sources: vec![
            Source {
                label: Some("Partner One".into()),
                items: n * 2 / 3,
                grade: "B".into(),
                agreement: Some("AGR-2026-01".into()),
            },
            Source {
                label: None,
                items: n / 3,
                grade: "C".into(),
                agreement: None,
            },
            Source {
                label: Some("Police Source Two".into()),
                items: n / 5,
                grade: "A".into(),
                agreement: Some("AGR-2026-04".into()),
            },
        ],
        limits: Limits {
            data_sets: vec![
                DataSet {
                    name: "iptoasn-country".into(),
                    date: NOW - 3 * DAY,
                },
                DataSet {
                    name: "geo-whois-asn-country".into(),
                    date: NOW - 5 * DAY,
                },
            ],
            left_out: 4,
            further: vec![],
        },
        ..ReportInput::default()
    }
}

/// Strings that try to break out of a layout, in every free field, and very long values.
pub fn hostile() -> ReportInput {
    const MARKUP: &str = "#panic(\"x\") $x^2$ *b* _i_ `raw` <script>alert(1)</script> & </svg> ]]> {{ v }} \\u{202e} \u{202e}evil\u{202c}\u{0}\u{7}\u{200b} {\"a\":1} =cmd|'/C calc'!A0 @import #read(\"/etc/passwd\")";
    let long = "a".repeat(5_000);
    let mut dice = Dice::new(3);
    let mut input = report(3, 3);
    input.title = words(&[("en", MARKUP)]);
    input.producer = MARKUP.into();
    input.reference = "CAR/../KE <b>\u{202e}".into();
    input.country = Country {
        iso2: "<x>".into(),
        names: words(&[("en", "<i>Kenya</i> #let")]),
    };
    input.markings.handling = words(&[("en", MARKUP)]);
    input.markings.classification = Some(MARKUP.into());
    input.recipients[0].name = format!("{MARKUP} {long}");
    input.sources[0].label = Some(MARKUP.into());
    input.limits.further.push(words(&[("en", MARKUP)]));
    for (n, value) in [MARKUP, "=1+1", "+x", "-x", "@x", "\tx", &long]
        .into_iter()
        .enumerate()
    {
        let mut item = item(&mut dice, 100 + n as u64);
        item.id = format!("{MARKUP}{n}");
        item.kind = "url".into();
        item.value = format!("{value}https://{long}.example/");
        item.category = MARKUP.into();
        item.malware = Some(format!("{MARKUP}{long}"));
        item.network = Some(format!("{MARKUP}{long}"));
        item.campaign = Some(long.clone());
        item.warnings = vec![MARKUP.into(), long.clone()];
        item.why = value.into();
        item.grade = MARKUP.into();
        item.registered_country = Some(MARKUP.into());
        item.first_seen = Some(i64::MIN);
        item.last_seen = Some(i64::MAX);
        item.act_by = Some(if n == 0 { i64::MIN } else { i64::MAX });
        item.confidence = 255;
        item.action_ids = vec!["PHI-POL-1".into(), "PHI-POL-1".into(), MARKUP.into()];
        input.items.push(item);
    }
    input
}
