//! `griot`: commands, arguments, terminal output. Thin: it decodes arguments, calls the gateway and prints.

mod args;
mod commands;
mod config;
mod exit;
mod output;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use output::Output;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match config::load(&cli) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("griot: {error:#}");
            return ExitCode::from(exit::USAGE);
        }
    };
    let output = Output::new(cli.json, config.lang, cli.quiet);
    let result = match cli.command {
        Command::Init(args) => commands::init::run(&config, &output, &args),
        Command::Org(args) => commands::organisation::run(&config, &output, &args),
        Command::Agreement(args) => commands::agreement::run(&config, &output, &args),
        Command::Ingest(args) => commands::ingest::run(&config, &output, &args),
        Command::Receipt(args) => commands::receipt::run(&config, &output, &args),
        Command::Lookup(args) => commands::lookup::run(&config, &output, &args),
        Command::List(args) => commands::list::run(&config, &output, &args),
        Command::Report(args) => commands::report::run(&config, &output, &args),
        Command::Export(args) => commands::export::run(&config, &output, &args),
        Command::Status(args) => commands::status::run(&config, &output, &args),
        Command::Data(args) => commands::data::run(&config, &output, &args),
        Command::Demo(args) => commands::demo::run(&config, &output, &args),
        Command::Bench(args) => commands::bench::run(&config, &output, &args),
        Command::Completions(args) => commands::completions::run(&args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // The reader of our output has seen enough (`griot export | head`).
        Err(error) if exit::is_closed_pipe(&error) => ExitCode::from(exit::OK),
        Err(error) => {
            let code = exit::of(&error);
            output.error(&error);
            ExitCode::from(code)
        }
    }
}
