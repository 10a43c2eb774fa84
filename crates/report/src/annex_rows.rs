//! The items: their order in every annex, and the rows of the printed one.

use std::cmp::Reverse;

use language::{Lang, iso_date, text};

use crate::actions::act_by;
use crate::catalogue::Catalogue;
use crate::columns::within;
use crate::input::{Item, Live, Ownership, ReportInput};
use crate::safe::{breakable, clean, printed, shown};
use crate::view::AnnexRow;
use crate::wording::{live_key, live_name, network, ownership_key};

/// Rows of the printed annex; the files hold all items.
pub const MAX_ROWS: usize = 150;
/// Longest run of characters without a break in the value's column.
const RUN: usize = 24;

/// The items, the most urgent first: by deadline, live before unchecked before dead, sure before unsure.
pub(crate) fn ordered<'a>(input: &'a ReportInput, catalogue: &Catalogue) -> Vec<&'a Item> {
    let state = |live: Live| match live {
        Live::Live => 0,
        Live::Unknown => 1,
        Live::Dead => 2,
    };
    let mut items: Vec<&Item> = input.items.iter().collect();
    items.sort_by_cached_key(|item| {
        (
            act_by(catalogue, item, input.generated_at),
            state(item.live),
            Reverse(item.confidence),
            item.category.clone(),
            item.kind.clone(),
            item.value.clone(),
            item.id.clone(),
        )
    });
    items
}

pub(crate) fn rows(
    input: &ReportInput,
    items: &[&Item],
    catalogue: &Catalogue,
    lang: Lang,
) -> Vec<AnnexRow> {
    items
        .iter()
        .take(MAX_ROWS)
        .map(|item| row(input, item, catalogue, lang))
        .collect()
}

fn row(input: &ReportInput, item: &Item, catalogue: &Catalogue, lang: Lang) -> AnnexRow {
    let (mut value, cut) = printed(&item.kind, &item.value);
    if let Some(port) = item.port {
        value = format!("{value} :{port}");
    }
    if cut {
        value = format!("{value} {}", text(lang, "annex-cut"));
    }
    let mut detail: Vec<String> = [&item.malware, &item.campaign]
        .into_iter()
        .flatten()
        .map(|t| breakable(&clean(t, 60), 18))
        .collect();
    if item.ownership != Ownership::Unknown {
        detail.push(text(lang, ownership_key(item.ownership)));
    }
    AnnexRow {
        id: printed_id(&item.id),
        value: breakable(&value, RUN),
        category: catalogue.category_label(lang, &item.category),
        detail: detail.join(" · "),
        network: breakable(
            &network(lang, item.asn, item.network.as_deref().unwrap_or("")),
            16,
        ),
        seen: item
            .last_seen
            .map_or_else(|| "–".to_owned(), |t| iso_date(within(t))),
        state: text(lang, live_key(item.live)),
        state_name: live_name(item.live),
        grade: format!("{} {}", item.confidence.min(100), clean(&item.grade, 4))
            .trim_end()
            .to_owned(),
        by: iso_date(act_by(catalogue, item, input.generated_at)),
        mind: mind(input, item),
    }
}

/// The id without its STIX type, which says nothing here: `indicator--0a1b…` is shown as `0a1b…`.
fn printed_id(id: &str) -> String {
    let bare = id.split_once("--").map_or(id, |(_, uuid)| uuid);
    breakable(&clean(bare, 60), 36)
}

/// What to mind before acting: warning lists, countries that differ, marks stricter than the report's.
fn mind(input: &ReportInput, item: &Item) -> String {
    let mut out: Vec<String> = item
        .warnings
        .iter()
        .take(3)
        .map(|w| format!("⚠ {}", shown(w, 50)))
        .collect();
    if let (Some(a), Some(b)) = (&item.registered_country, &item.located_country)
        && a != b
    {
        out.push(format!("{} ≠ {}", clean(a, 4), clean(b, 4)));
    }
    if item.tlp > input.markings.tlp {
        out.push(item.tlp.label().to_owned());
    }
    if item.pap > input.markings.pap {
        out.push(item.pap.label().to_owned());
    }
    out.join(" · ")
}
