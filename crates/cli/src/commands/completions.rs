//! `griot completions`

use clap::CommandFactory;

use crate::args::{Cli, Completions};
use crate::exit;

pub fn run(args: &Completions) -> anyhow::Result<u8> {
    clap_complete::generate(
        args.shell,
        &mut Cli::command(),
        "griot",
        &mut std::io::stdout(),
    );
    Ok(exit::OK)
}
