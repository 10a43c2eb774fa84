//! `griot init`

use gateway::Gateway;
use language::Arg;

use crate::args::Init;
use crate::config::Config;
use crate::exit;
use crate::output::Output;

/// The configuration file that `init` writes: every key with its default, commented out.
const SAMPLE: &str = include_str!("griot.toml");

pub fn run(config: &Config, output: &Output, args: &Init) -> anyhow::Result<u8> {
    let name = args.name.as_deref().unwrap_or(&config.hub_name);
    Gateway::init(&config.home, name, args.exercise)?;
    let file = config.home.root().join(crate::config::FILE);
    if !file.exists() {
        std::fs::write(&file, SAMPLE)?;
    }
    let folder = config.home.root().display().to_string();
    output.line(&output.text_with("cli-init-done", &[("folder", Arg::Text(&folder))]));
    output.value(&serde_json::json!({ "home": folder, "exercise": args.exercise }))?;
    Ok(exit::OK)
}
