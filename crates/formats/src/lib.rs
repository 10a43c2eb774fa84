//! One file per format read or written.
//!
//! A reader yields rows lazily from bytes that are hostile until proven otherwise: each row is an
//! observation draft, a refusal with its place, or an object kept as sent. Readers know nothing of
//! agreements, stores or networks.

pub mod blocklist_de;
pub mod category_alias;
pub mod certpl;
pub mod certpl_json;
pub mod columns;
pub mod container;
pub mod csv;
pub mod csv_row;
pub mod dataplane;
pub mod decoded;
pub mod detect;
pub mod dshield;
pub mod encoding;
pub mod envelope;
pub mod export;
pub mod export_detection;
pub mod export_lists;
pub mod export_resolver;
pub mod feodo;
pub mod feodo_json;
pub mod fields;
pub mod firehol;
pub mod headers;
pub mod hosts;
pub mod intelmq;
pub mod json;
pub mod json_feed;
pub mod kaspersky;
pub mod limits;
pub mod lines;
pub mod listing;
pub mod maltrail;
pub mod malware_bazaar;
pub mod malware_bazaar_json;
pub mod misp;
pub mod misp_feed;
pub mod misp_labels;
pub mod misp_types;
pub mod n6;
pub mod openioc;
pub mod openphish;
pub mod openphish_json;
pub mod otx;
pub mod phishtank;
pub mod phishtank_json;
pub mod plain;
pub mod probe;
pub mod reader;
pub mod shadowserver;
pub mod spamhaus_drop;
pub mod spamhaus_json;
pub mod spool;
pub mod sslbl;
pub mod stix;
pub mod stix_drafts;
pub mod stix_index;
pub mod table;
pub mod threatfox;
pub mod threatfox_json;
pub mod tor;
pub mod urlhaus;
pub mod urlhaus_json;
pub mod value;
pub mod words;
pub mod write_csv;
pub mod write_jsonl;
pub mod write_misp;
pub mod write_plain;
pub mod write_stix;
pub mod write_stix_extension;
mod write_stix_infrastructure;
pub mod write_stix_marking;
pub mod writeup;

pub use detect::{Detection, Sample, detect};
pub use limits::Limits;
pub use reader::{
    Context, CsvMapping, Format, FormatError, KeptObject, Reader, Row, format_by_id, registry,
};
