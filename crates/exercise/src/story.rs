//! What happened in the operation and what to look at, in English and French.
//!
//! Plain texts with the figures filled in; the caller prints or shows them. Indicators do not appear here.

use model::Category;
use serde::{Deserialize, Serialize};

use crate::delivery::{Delivery, Expect};
use crate::size::Size;
use crate::truth::Truth;
use crate::{Admission, Nature};

/// One paragraph in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Stable key.
    pub key: String,
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// The texts around the exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// What happened, in order.
    pub happened: Vec<Paragraph>,
    /// What to look at, in order.
    pub look_at: Vec<Paragraph>,
}

impl Story {
    /// A paragraph by its key.
    #[must_use]
    pub fn paragraph(&self, key: &str) -> Option<&Paragraph> {
        self.happened
            .iter()
            .chain(&self.look_at)
            .find(|paragraph| paragraph.key == key)
    }
}

fn paragraph(key: &str, en: String, fr: String) -> Paragraph {
    Paragraph {
        key: key.to_owned(),
        en,
        fr,
    }
}

/// Tells the story of an exercise.
pub(crate) fn tell(size: Size, truth: &Truth, deliveries: &[Delivery]) -> Story {
    let items = truth.items.len();
    let files = deliveries.len();
    let count = |category| {
        truth
            .items
            .iter()
            .filter(|item| item.category == category)
            .count()
    };
    let (infected, servers, phishing) = (
        count(Category::INFECTED_HOST),
        count(Category::BOTNET_C2),
        count(Category::PHISHING_SITE),
    );
    let doubled = truth.items.iter().filter(|item| item.sources() > 1).count();
    let respelled = truth
        .items
        .iter()
        .filter(|item| {
            item.sources() > 1 && item.held.iter().any(|held| held.spelling != item.value)
        })
        .count();
    let disputed = truth.items.iter().filter(|item| item.disputed()).count();
    let harmless = truth
        .items
        .iter()
        .filter(|item| item.nature.must_be_suppressed())
        .count();
    let sinkholes = truth
        .items
        .iter()
        .filter(|item| item.nature == Nature::Sinkhole)
        .count();
    let above = truth
        .items
        .iter()
        .flat_map(|item| &item.held)
        .filter(|held| held.admission == Admission::AboveCeiling)
        .count();
    let broken = truth.malformed.len();
    let refused = deliveries
        .iter()
        .filter(|delivery| delivery.expect == Expect::Refused)
        .count();
    let again = deliveries
        .iter()
        .filter(|delivery| delivery.expect == Expect::Resubmitted)
        .count();
    let launch = truth.calendar.launch.day_text();
    let end = truth.calendar.end.day_text();
    let size = size.name().to_ascii_uppercase();

    let happened = vec![
        paragraph(
            "fiction",
            format!(
                "EXERCISE. Operation HARMATTAN is fiction: every name, address and event is invented (size {size}, seed {}).",
                truth.seed
            ),
            format!(
                "EXERCICE. L'opération HARMATTAN est une fiction : tous les noms, adresses et faits sont inventés (taille {size}, graine {}).",
                truth.seed
            ),
        ),
        paragraph(
            "operation",
            format!(
                "27 countries prepared for eight weeks; the operation began on {launch} with a three-week course and runs for 16 weeks until {end}. Week 10 has just ended."
            ),
            format!(
                "27 pays se sont préparés pendant huit semaines ; l'opération a commencé le {launch} par un cours de trois semaines et dure 16 semaines, jusqu'au {end}. La semaine 10 vient de s'achever."
            ),
        ),
        paragraph(
            "partners",
            format!(
                "Nine partners handed in {files} files about {items} items: {infected} infected hosts, {servers} botnet command servers, {phishing} phishing sites and more, each in its own format."
            ),
            format!(
                "Neuf partenaires ont remis {files} fichiers sur {items} éléments : {infected} machines infectées, {servers} serveurs de commande de botnets, {phishing} sites d'hameçonnage et d'autres, chacun dans son format."
            ),
        ),
        paragraph(
            "agreement-over",
            format!(
                "The agreement with Damask ended with week 6; {refused} delivery came a week later and must be refused as a whole."
            ),
            format!(
                "L'accord avec Damask a pris fin avec la semaine 6 ; {refused} remise est arrivée une semaine plus tard et doit être refusée en entier."
            ),
        ),
        paragraph(
            "noise",
            format!(
                "The data is as untidy as real data: {broken} broken rows, {again} files handed in twice, {above} rows marked above what their agreement allows, {harmless} items that are harmless ({sinkholes} of them sinkholes)."
            ),
            format!(
                "Les données sont aussi peu soignées que les vraies : {broken} lignes défectueuses, {again} fichiers remis deux fois, {above} lignes marquées au-delà de ce que permet l'accord, {harmless} éléments inoffensifs (dont {sinkholes} puits)."
            ),
        ),
    ];
    let look_at = vec![
        paragraph(
            "receipts",
            "The receipts: every row of every file is accounted for, and each refused row has its line and reason.".to_owned(),
            "Les accusés de réception : chaque ligne de chaque fichier est comptée, et chaque ligne refusée porte son numéro et son motif.".to_owned(),
        ),
        paragraph(
            "fusion",
            format!("Fusion: {doubled} items come from two or more partners, {respelled} of them in different spellings; each must be one indicator."),
            format!("La fusion : {doubled} éléments viennent de plusieurs partenaires, dont {respelled} sous des écritures différentes ; chacun doit donner un seul indicateur."),
        ),
        paragraph(
            "hosting",
            format!("Hosting: {disputed} addresses are registered in one country and used in another; both countries see them, and the disagreement is shown."),
            format!("L'hébergement : {disputed} adresses sont enregistrées dans un pays et utilisées dans un autre ; les deux pays les voient, et le désaccord est affiché."),
        ),
        paragraph(
            "false-positives",
            "False positives: resolvers, well-known names and the sinkhole are kept out with the reason; shared hosts and CDNs stay, with a note.".to_owned(),
            "Les faux positifs : résolveurs, noms connus et puits sont écartés avec le motif ; hébergements mutualisés et CDN restent, avec une note.".to_owned(),
        ),
        paragraph(
            "anonymous",
            "The sources: Hibiscus is anonymous, Gazelle is a police source with handling code H1, Indigo hands in for this operation only.".to_owned(),
            "Les sources : Hibiscus est anonyme, Gazelle est une source policière au code de traitement H1, Indigo ne livre que pour cette opération.".to_owned(),
        ),
        paragraph(
            "reports",
            "The reports: South Africa hosts most command servers, Kenya and Côte d'Ivoire show smaller pictures; compare their first pages.".to_owned(),
            "Les rapports : l'Afrique du Sud héberge le plus de serveurs de commande, le Kenya et la Côte d'Ivoire offrent un tableau plus modeste ; comparez leurs premières pages.".to_owned(),
        ),
        paragraph(
            "truth",
            "The score: the known truth says how much of it fusion, attribution and false-positive handling got right.".to_owned(),
            "La note : la vérité connue dit quelle part la fusion, l'attribution et le traitement des faux positifs ont trouvée juste.".to_owned(),
        ),
    ];
    Story { happened, look_at }
}
