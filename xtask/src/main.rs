//! Chores of the project, in Rust: `cargo xtask help`. Each prints what it does and can be run again.

mod data;

use anyhow::bail;

const HELP: &str = "cargo xtask <chore>

  data [--offline] [--from DIR] [--out DIR]
                                 fetch and compile country and network tables into data/
  help                           this text";

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((chore, rest)) if chore == "data" => data::run(rest),
        None => {
            println!("{HELP}");
            Ok(())
        }
        Some((chore, _)) if chore == "help" || chore == "--help" => {
            println!("{HELP}");
            Ok(())
        }
        Some((chore, _)) => bail!("there is no chore {chore:?}\n\n{HELP}"),
    }
}
