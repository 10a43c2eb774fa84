//! Writes a synthetic report to a folder: `cargo run -p report --example sample -- DIR [items] [lang]`.

#[path = "../tests/support/mod.rs"]
mod support;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = std::path::PathBuf::from(args.next().unwrap_or_else(|| "sample-report".into()));
    let items = args.next().and_then(|n| n.parse().ok()).unwrap_or(300);
    let lang = args
        .next()
        .and_then(|l| language::Lang::from_code(&l))
        .unwrap_or(language::Lang::En);
    let input = if items == 666 {
        support::hostile()
    } else {
        support::report(items, 7)
    };
    let engine = pdf::Engine::new();
    std::fs::create_dir_all(&dir)?;
    let started = std::time::Instant::now();
    let document = report::build(&input, lang)?;
    let stem = report::file_stem(&input);
    let files = vec![
        (format!("{stem}.pdf"), document.pdf(&engine)?),
        (format!("{stem}.html"), document.html()?.into_bytes()),
        (format!("{stem}.docx"), document.docx()?),
        (format!("{stem}.csv"), document.csv()?),
        (format!("{stem}.xlsx"), document.xlsx()?),
    ];
    report::folder::write_folder(&dir, &report::folder::about(&input), &files)?;
    println!("{} items in {:?}", input.items.len(), started.elapsed());
    for (name, bytes) in files {
        println!("{:>9} {name}", bytes.len());
    }
    Ok(())
}
