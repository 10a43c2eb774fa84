//! Markings of a STIX bundle: TLP 2.0 by its well-known definitions, PAP (which STIX does not know) as a statement
//! marking with an identifier of our own. Must not decide which marking applies.

use model::{Pap, Tlp};
use serde_json::{Value, json};
use stix::id::object_id;
use stix::marking::TlpLevel;

use crate::export::ExportRow;
use crate::write_stix::CONSTANT;

/// The markings of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Audience limit.
    pub tlp: Tlp,
    /// Action limit.
    pub pap: Pap,
}

impl Marks {
    /// Those of a row.
    #[must_use]
    pub fn of(row: &ExportRow) -> Marks {
        Marks {
            tlp: row.tlp,
            pap: row.pap,
        }
    }

    /// The more open of both, scale by scale.
    #[must_use]
    pub fn more_open(self, other: Marks) -> Marks {
        Marks {
            tlp: self.tlp.min(other.tlp),
            pap: self.pap.min(other.pap),
        }
    }

    /// `object_marking_refs`.
    #[must_use]
    pub fn refs(self) -> [String; 2] {
        [tlp_id(self.tlp).to_owned(), pap_id(self.pap)]
    }
}

/// Identifier of the TLP 2.0 marking definition.
#[must_use]
pub fn tlp_id(tlp: Tlp) -> &'static str {
    match tlp {
        Tlp::Clear => TlpLevel::Clear,
        Tlp::Green => TlpLevel::Green,
        Tlp::Amber => TlpLevel::Amber,
        Tlp::AmberStrict => TlpLevel::AmberStrict,
        Tlp::Red => TlpLevel::Red,
    }
    .id()
}

/// Identifier of our marking definition of a PAP level.
#[must_use]
pub fn pap_id(pap: Pap) -> String {
    object_id("marking-definition", format!("PAP:{pap}").as_bytes())
}

/// Our marking definition of a PAP level (STIX 2.1 section 7.2.1.3).
#[must_use]
pub fn definition(pap: Pap) -> Value {
    let meaning = match pap {
        Pap::Clear => "no restriction on actions",
        Pap::Green => "active actions are allowed (block, connect)",
        Pap::Amber => "passive look-ups at third parties only",
        Pap::Red => "own logs only; nothing that could be noticed",
    };
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": pap_id(pap),
        "created": CONSTANT.to_string(),
        "name": format!("PAP:{pap}"),
        "definition_type": "statement",
        "definition": { "statement": format!("PAP:{pap} - {meaning}") },
    })
}
