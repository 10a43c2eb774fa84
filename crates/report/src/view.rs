//! The report in one language: every text ready, every untrusted string made safe to show.
//!
//! HTML, Typst and DOCX are three ways to lay out this one structure; none of them computes anything.

use std::collections::BTreeMap;

use serde::Serialize;

/// Texts that templates use as they are; read into [`View::labels`].
pub(crate) const LABELS: &[&str] = &[
    "report-kind",
    "label-reference",
    "label-version",
    "label-date",
    "label-valid-until",
    "label-period",
    "label-producer",
    "label-operation",
    "label-recipients",
    "label-purpose",
    "label-handling",
    "label-classification",
    "utc-note",
    "section-summary",
    "section-asks",
    "section-picture",
    "section-actions",
    "section-reading",
    "section-grading",
    "section-sources",
    "section-limits",
    "section-feedback",
    "section-annex",
    "table-categories",
    "column-category",
    "column-items",
    "column-live",
    "column-dead",
    "column-unknown",
    "column-previous",
    "column-change",
    "column-act-by",
    "row-total",
    "ask-audience",
    "ask-what",
    "ask-by",
    "ask-none",
    "owner-first",
    "colon",
    "separator",
    "column-action",
    "actions-intro",
    "actions-none",
    "action-evidence",
    "action-done-on",
    "action-by-whom",
    "pass-on",
    "pass-on-intro",
    "grading-intro",
    "grade-source",
    "grade-item",
    "confidence-intro",
    "column-confidence",
    "sources-intro",
    "column-source",
    "column-grade",
    "column-agreement",
    "sources-none",
    "feedback-useful",
    "feedback-useful-options",
    "feedback-outcome",
    "feedback-outcome-options",
    "feedback-number",
    "feedback-contact",
    "feedback-remarks",
    "feedback-name",
    "feedback-date",
    "feedback-signature",
    "annex-intro",
    "annex-empty",
    "annex-value",
    "annex-category",
    "annex-network",
    "annex-seen",
    "annex-state",
    "annex-grade",
    "annex-act-by",
    "annex-files",
    "no-recipient",
];

/// The report, ready to lay out.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// Language code.
    pub lang: &'static str,
    /// Right to left.
    pub rtl: bool,
    /// Word and sentence for exercises.
    pub exercise: Option<Exercise>,
    /// Fixed texts by key.
    pub labels: BTreeMap<&'static str, String>,
    /// Who, what, when.
    pub facts: Facts,
    /// Sentences of the summary.
    pub summary: Vec<String>,
    /// Key figures: value and what it is.
    pub figures: Vec<(String, String)>,
    /// What is asked by when.
    pub asks: Vec<Ask>,
    /// Categories that did not fit there.
    pub asks_more: Option<String>,
    /// The picture.
    pub picture: PictureView,
    /// Actions for the readers.
    pub audiences: Vec<AudienceView>,
    /// Actions to pass on.
    pub pass_on: Vec<AudienceView>,
    /// Legend of the grades: sign and meaning.
    pub grades_source: Vec<(String, String)>,
    /// The same for items.
    pub grades_item: Vec<(String, String)>,
    /// Confidence bands with their counts.
    pub bands: Vec<(String, String)>,
    /// Contributors.
    pub sources: Vec<SourceView>,
    /// Limits, one sentence each.
    pub limits: Vec<String>,
    /// Introduction of the feedback form.
    pub feedback_intro: String,
    /// Items in print.
    pub annex: Vec<AnnexRow>,
    /// How many are not in print.
    pub annex_more: Option<String>,
    /// Files beside the report: name and what it is.
    pub files: Vec<(String, String)>,
}

impl View {
    /// A fixed text.
    #[must_use]
    pub fn label(&self, key: &str) -> &str {
        self.labels.get(key).map_or("", String::as_str)
    }

    /// The choices of a fixed text that holds several, separated by `|`.
    #[must_use]
    pub fn options(&self, key: &str) -> Vec<&str> {
        self.label(key).split('|').map(str::trim).collect()
    }
}

/// Marks of an exercise.
#[derive(Clone, Debug, Serialize)]
pub struct Exercise {
    /// `EXERCISE`.
    pub word: String,
    /// One sentence.
    pub note: String,
}

/// A marking: label, colour, meaning.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    /// `TLP:AMBER`.
    pub label: String,
    /// Text colour on black.
    pub colour: String,
    /// What it means.
    pub meaning: String,
}

/// Who, what, when.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// Number.
    pub reference: String,
    /// Version.
    pub version: String,
    /// Title of the document.
    pub title: String,
    /// Country name.
    pub country: String,
    /// What it is about, in a line.
    pub subject: String,
    /// Period.
    pub period: String,
    /// Date.
    pub date: String,
    /// Last day of validity.
    pub valid_until: String,
    /// Producer.
    pub producer: String,
    /// Operation.
    pub operation: Option<String>,
    /// Classification.
    pub classification: Option<String>,
    /// Traffic light.
    pub tlp: Mark,
    /// Action limit.
    pub pap: Mark,
    /// Handling.
    pub handling: String,
    /// Purpose.
    pub purpose: String,
    /// Recipients: name, role, contact.
    pub recipients: Vec<Recipient>,
    /// Key words for the document's properties.
    pub keywords: Vec<String>,
}

/// A recipient.
#[derive(Clone, Debug, Serialize)]
pub struct Recipient {
    /// Name.
    pub name: String,
    /// Police or CSIRT.
    pub role: String,
    /// Contact.
    pub contact: String,
}

/// One line of "what we ask by when".
#[derive(Clone, Debug, Serialize)]
pub struct Ask {
    /// Category.
    pub category: String,
    /// Items.
    pub items: String,
    /// Of these live.
    pub live: String,
    /// First steps by audience.
    pub steps: Vec<Step>,
    /// Date.
    pub by: String,
}

/// A first step.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// For whom.
    pub audience: String,
    /// What.
    pub title: String,
    /// The owner of every item must be asked first.
    pub owner_first: bool,
}

/// The picture.
#[derive(Clone, Debug, Serialize)]
pub struct PictureView {
    /// Heading.
    pub heading: String,
    /// Categories.
    pub rows: Vec<CategoryView>,
    /// Sum.
    pub total: CategoryView,
    /// Figures of the previous period are known.
    pub compared: bool,
    /// Charts in order.
    pub charts: Vec<Chart>,
    /// Sentences below.
    pub notes: Vec<String>,
}

/// A row of the category table.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryView {
    /// Name.
    pub label: String,
    /// All.
    pub items: String,
    /// Live.
    pub live: String,
    /// Dead.
    pub dead: String,
    /// Not verified.
    pub unknown: String,
    /// Previous period.
    pub previous: String,
    /// Change.
    pub change: String,
    /// Deadline.
    pub by: String,
}

/// A chart.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Name, also the stem of its file.
    pub name: &'static str,
    /// Title.
    pub title: String,
    /// The same in words with figures.
    pub description: String,
    /// SVG.
    #[serde(skip)]
    pub svg: String,
}

/// Actions of one audience.
#[derive(Clone, Debug, Serialize)]
pub struct AudienceView {
    /// Name.
    pub name: String,
    /// Actions.
    pub actions: Vec<ActionView>,
}

/// An action.
#[derive(Clone, Debug, Serialize)]
pub struct ActionView {
    /// Catalogue id.
    pub id: String,
    /// `P1` …
    pub priority: &'static str,
    /// Title.
    pub title: String,
    /// What to do; empty when the owner must be asked for every item.
    pub text: String,
    /// By when.
    pub by: String,
    /// Items and category.
    pub concerns: String,
    /// Effect.
    pub effect: String,
    /// Evidence.
    pub evidence: Vec<String>,
    /// Sentence about asking the owner.
    pub owner: Option<String>,
}

/// A contributor.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Name.
    pub label: String,
    /// Items.
    pub items: String,
    /// Grade.
    pub grade: String,
    /// Agreement.
    pub agreement: String,
}

/// A row of the printed annex.
#[derive(Clone, Debug, Serialize)]
pub struct AnnexRow {
    /// Identifier.
    pub id: String,
    /// Value in its safe form, with the port.
    pub value: String,
    /// Category.
    pub category: String,
    /// Malware, campaign, ownership.
    pub detail: String,
    /// Network.
    pub network: String,
    /// Date.
    pub seen: String,
    /// State.
    pub state: String,
    /// `live`, `dead`, `unknown`: for the mark beside it.
    pub state_name: &'static str,
    /// Confidence and grade.
    pub grade: String,
    /// Date.
    pub by: String,
    /// Warning lists, disagreement, own marks: what to mind.
    pub mind: String,
}
