//! Writes a synthetic report to a folder: `cargo run -p report --example sample -- DIR [items] [lang]`.

#[path = "../tests/support/mod.rs"]
mod support;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = std::path::PathBuf::from(args.next().unwrap_or_else(|| "sample-report".into()));
    let items = args.next().and_then(|n| n.parse().ok()).unwrap_or(300);
    let lang = args.next().and_then(|l| language::Lang::from_code(&l)).unwrap_or(language::Lang::En);
    let input = support::report(items, 7);
    let engine = pdf::Engine::new();
    std::fs::create_dir_all(&dir)?;
    for round in 0..3 {
        let start = std::time::Instant::now();
        let document = report::build(&input, lang)?;
        let built = start.elapsed();
        let pdf = document.pdf(&engine)?;
        println!("round {round}: built in {built:?}, pdf after {:?}, {} bytes", start.elapsed(), pdf.len());
        std::fs::write(dir.join("report.pdf"), pdf)?;
    }
    Ok(())
}
