//! `griot completions`

use std::io::Write;

use clap::CommandFactory;

use crate::args::{Cli, Completions};
use crate::exit;

pub fn run(args: &Completions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "griot", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(exit::OK)
}
