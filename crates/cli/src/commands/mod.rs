//! One file per command: decode the arguments, call the gateway, print.

pub mod agreement;
pub mod bench;
pub mod completions;
pub mod data;
pub mod demo;
pub mod export;
pub mod ingest;
pub mod init;
pub mod list;
pub mod lookup;
pub mod organisation;
pub mod receipt;
pub mod report;
pub mod selection;
pub mod status;
