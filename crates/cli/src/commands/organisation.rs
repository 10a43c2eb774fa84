//! `griot org`

use anyhow::Context;
use gateway::{Gateway, OrganisationDraft};
use language::Arg;
use model::{Country, OrgKind};

use crate::args::{Org, OrgAction};
use crate::config::Config;
use crate::exit;
use crate::output::{Output, shown};

pub fn run(config: &Config, output: &Output, args: &Org) -> anyhow::Result<u8> {
    match &args.action {
        OrgAction::Add {
            slug,
            name,
            kind,
            country,
            reliability,
        } => {
            let kind = OrgKind::parse(kind).with_context(|| {
                let known: Vec<&str> = OrgKind::ALL.iter().map(|kind| kind.name()).collect();
                format!(
                    "there is no kind of organisation {kind:?}; known: {}",
                    known.join(", ")
                )
            })?;
            let country = country.as_deref().map(Country::parse).transpose()?;
            let reliability = reliability.map(|letter| letter.to_ascii_uppercase());
            if let Some(letter) = reliability.filter(|letter| !('A'..='F').contains(letter)) {
                anyhow::bail!("reliability {letter:?} is not a letter from A to F");
            }
            let gateway = Gateway::open(&config.home)?;
            let draft = OrganisationDraft {
                slug: slug.clone(),
                name: name.clone(),
                kind,
                country,
                reliability,
            };
            let organisation = gateway.register(&draft)?;
            output.line(&output.text_with(
                "cli-org-added",
                &[
                    ("name", Arg::Text(&shown(&organisation.name))),
                    ("slug", Arg::Text(slug)),
                ],
            ));
            output.value(&organisation)?;
        }
        OrgAction::List => {
            let gateway = Gateway::open_read_only(&config.home)?;
            let viewer = gateway.viewer(&config.viewer)?;
            let (organisations, _) = gateway.register_known_to(&viewer)?;
            output.value(&organisations)?;
            let header = [
                "cli-col-slug",
                "cli-col-name",
                "cli-col-kind",
                "cli-col-country",
                "cli-col-reliability",
            ];
            let rows = organisations
                .into_iter()
                .map(|o| {
                    let country = o
                        .country
                        .map(|country| country.to_string())
                        .unwrap_or_default();
                    vec![
                        o.slug,
                        o.name,
                        o.kind.name().to_owned(),
                        country,
                        o.reliability.map(String::from).unwrap_or_default(),
                    ]
                })
                .collect();
            output.table(&header.map(|key| output.text(key)), rows);
        }
    }
    Ok(exit::OK)
}
