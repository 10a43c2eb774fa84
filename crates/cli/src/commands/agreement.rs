//! `griot agreement`

use anyhow::Context;
use gateway::Gateway;
use language::Arg;
use model::{
    Agreement, AgreementKind, Attribution, Category, Country, Handling, Markings, OrgKind, Pap,
    Tlp, Utc,
};

use crate::args::{AgreementAction, AgreementAdd, AgreementArgs};
use crate::config::Config;
use crate::exit;
use crate::output::Output;

pub fn run(config: &Config, output: &Output, args: &AgreementArgs) -> anyhow::Result<u8> {
    match &args.action {
        AgreementAction::Add(add) => {
            let gateway = Gateway::open(&config.home)?;
            let agreement = gateway.agree(&agreement(&gateway, add, config.now)?, config.now)?;
            say(output, &agreement, &add.org)?;
        }
        AgreementAction::Suspend { org, slug } => suspend(config, output, org, slug, true)?,
        AgreementAction::Resume { org, slug } => suspend(config, output, org, slug, false)?,
        AgreementAction::List => list(config, output)?,
    }
    Ok(exit::OK)
}

fn say(output: &Output, agreement: &Agreement, org: &str) -> anyhow::Result<()> {
    let (from, until) = (
        agreement.from.day_text(),
        Utc(agreement.until.0 - 1).day_text(),
    );
    let args = [
        ("slug", Arg::Text(&agreement.slug)),
        ("org", Arg::Text(org)),
        ("from", Arg::Text(&from)),
        ("until", Arg::Text(&until)),
    ];
    let key = if agreement.suspended {
        "cli-agreement-suspended"
    } else {
        "cli-agreement-stands"
    };
    output.line(&output.text_with(key, &args));
    output.value(agreement)
}

fn suspend(
    config: &Config,
    output: &Output,
    org: &str,
    slug: &str,
    suspended: bool,
) -> anyhow::Result<()> {
    let gateway = Gateway::open(&config.home)?;
    let owner = gateway.organisation(org)?;
    let known = gateway
        .agreements()?
        .into_iter()
        .find(|agreement| agreement.owner == owner.id && agreement.slug == slug)
        .with_context(|| format!("{org} has no agreement named {slug:?}"))?;
    let agreement = gateway.agree(&Agreement { suspended, ..known }, config.now)?;
    say(output, &agreement, org)
}

fn list(config: &Config, output: &Output) -> anyhow::Result<()> {
    let gateway = Gateway::open_read_only(&config.home)?;
    let viewer = gateway.viewer(&config.viewer)?;
    let (organisations, agreements) = gateway.register_known_to(&viewer)?;
    output.value(&agreements)?;
    let header = [
        "cli-col-org",
        "cli-col-slug",
        "cli-col-from",
        "cli-col-until",
        "cli-col-days-left",
        "cli-col-state",
        "cli-col-ceiling",
    ];
    let rows = agreements
        .iter()
        .map(|agreement| {
            let owner = organisations
                .iter()
                .find(|organisation| organisation.id == agreement.owner);
            let state = match agreement.in_force(config.now) {
                Ok(()) => "cli-state-in-force",
                Err(model::Refused::Suspended { .. }) => "cli-state-suspended",
                Err(model::Refused::NotYet { .. }) => "cli-state-not-yet",
                Err(_) => "cli-state-over",
            };
            vec![
                owner.map_or_else(String::new, |owner| owner.slug.clone()),
                agreement.slug.clone(),
                agreement.from.day_text(),
                Utc(agreement.until.0 - 1).day_text(),
                agreement.days_left(config.now).to_string(),
                output.text(state),
                format!(
                    "TLP:{} PAP:{}",
                    agreement.ceiling.tlp, agreement.ceiling.pap
                ),
            ]
        })
        .collect();
    output.table(&header.map(|key| output.text(key)), rows);
    Ok(())
}

fn agreement(gateway: &Gateway, add: &AgreementAdd, now: Utc) -> anyhow::Result<Agreement> {
    let owner = gateway.organisation(&add.org)?;
    let tlp = |text: &str| {
        Tlp::parse(text).with_context(|| {
            format!("{text:?} is not a TLP label (CLEAR, GREEN, AMBER, AMBER+STRICT, RED)")
        })
    };
    let pap = |text: &str| {
        Pap::parse(text)
            .with_context(|| format!("{text:?} is not a PAP label (CLEAR, GREEN, AMBER, RED)"))
    };
    let from = match &add.from {
        Some(day) => Utc::parse(day)?,
        None => Utc(now.day_number() * model::DAY),
    };
    let until = Utc(Utc::parse(&add.until)?.day_number() * model::DAY + model::DAY);
    let recipients = add
        .recipients
        .iter()
        .map(|name| {
            OrgKind::parse(name)
                .with_context(|| format!("there is no class of organisation {name:?}"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Agreement {
        id: 0,
        slug: add.slug.clone(),
        owner: owner.id,
        kind: if add.ad_hoc {
            AgreementKind::AdHoc
        } else {
            AgreementKind::Standing
        },
        from,
        until,
        suspended: false,
        categories: add
            .categories
            .iter()
            .map(|name| category(name))
            .collect::<anyhow::Result<_>>()?,
        ceiling: Markings {
            tlp: tlp(&add.tlp_ceiling)?,
            pap: pap(&add.pap_ceiling)?,
            handling: Handling::H2,
        },
        default_markings: Markings {
            tlp: tlp(&add.tlp)?,
            pap: pap(&add.pap)?,
            handling: Handling::H0,
        },
        default_category: add.category.as_deref().map(category).transpose()?,
        recipients,
        only_countries: add
            .only
            .iter()
            .map(|code| Country::parse(code))
            .collect::<Result<_, _>>()?,
        not_countries: add
            .not
            .iter()
            .map(|code| Country::parse(code))
            .collect::<Result<_, _>>()?,
        attribution: if add.anonymous {
            Attribution::Anonymous
        } else {
            Attribution::Named
        },
        retention_days: add.retention,
        exercise: gateway.is_exercise(),
    })
}

/// A category by its name.
pub fn category(name: &str) -> anyhow::Result<Category> {
    Category::from_id(name).with_context(|| {
        let known: Vec<&str> = Category::all().map(Category::id).collect();
        format!("there is no category {name:?}; known: {}", known.join(", "))
    })
}
