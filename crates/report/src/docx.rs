//! The report as DOCX (ECMA-376), for offices that must edit or translate it: headings, tables, the same
//! texts. Charts are in the PDF and HTML; here their figures stand in sentences. No macros, no links.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::ReportError;
use crate::charts::escape;
use crate::columns::rfc3339;
use crate::input::ReportInput;
use crate::view::{ActionView, View};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;
const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
"#;

/// Width of the text in twentieths of a point: A4 less the margins.
const TEXT_WIDTH: u32 = 9_866;

pub(crate) fn write(view: &View, input: &ReportInput) -> Result<Vec<u8>, ReportError> {
    let parts: [(&str, String); 8] = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELS.to_owned()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS.to_owned()),
        ("word/document.xml", document(view)),
        ("word/styles.xml", styles(view)),
        ("word/header1.xml", edge(view, "hdr", false)),
        ("word/footer1.xml", edge(view, "ftr", true)),
        ("docProps/core.xml", core(view, input)),
    ];
    // The default time of an entry (1980-01-01) is kept: same input, same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(name, options)
            .map_err(|e| ReportError::Docx(e.into()))?;
        archive
            .write_all(content.as_bytes())
            .map_err(ReportError::Docx)?;
    }
    let cursor = archive.finish().map_err(|e| ReportError::Docx(e.into()))?;
    Ok(cursor.into_inner())
}

/// Body of the document as it grows.
struct Body {
    xml: String,
    rtl: bool,
}

impl Body {
    fn paragraph(&mut self, style: &str, runs: &[(&str, &str)]) {
        let bidi = if self.rtl { "<w:bidi/>" } else { "" };
        let _ = write!(
            self.xml,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}</w:pPr>"
        );
        for (properties, text) in runs {
            run(&mut self.xml, properties, text);
        }
        self.xml.push_str("</w:p>");
    }

    fn text(&mut self, style: &str, text: &str) {
        self.paragraph(style, &[("", text)]);
    }

    /// A table with a heading row that repeats on every page. `widths` are shares.
    fn table(&mut self, widths: &[u32], head: &[&str], rows: &[Vec<String>]) {
        let sum: u32 = widths.iter().sum::<u32>().max(1);
        let of = |share: u32| share * TEXT_WIDTH / sum;
        self.xml.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Hairlines\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
        );
        for share in widths {
            let _ = write!(self.xml, "<w:gridCol w:w=\"{}\"/>", of(*share));
        }
        self.xml.push_str("</w:tblGrid>");
        let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
        let heading = (!head.is_empty()).then_some((&head, true));
        for (row, is_head) in heading.into_iter().chain(rows.iter().map(|r| (r, false))) {
            let repeat = if is_head { "<w:tblHeader/>" } else { "" };
            let _ = write!(self.xml, "<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>");
            for (cell, share) in row.iter().zip(widths) {
                let _ = write!(
                    self.xml,
                    "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>",
                    of(*share)
                );
                for line in cell.split('\n') {
                    self.text(if is_head { "TableHead" } else { "Table" }, line);
                }
                self.xml.push_str("</w:tc>");
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.text("Table", "");
    }
}

fn run(xml: &mut String, properties: &str, text: &str) {
    let _ = write!(
        xml,
        "<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(text)
    );
}

const BOLD: &str = "<w:b/>";
const ALARM: &str = "<w:b/><w:color w:val=\"9B2C1F\"/>";

fn document(v: &View) -> String {
    let mut b = Body {
        xml: String::new(),
        rtl: v.rtl,
    };
    let l = |key: &str| v.label(key).to_owned();
    let f = &v.facts;
    b.text("Kind", v.label("report-kind"));
    b.text("Title", &f.country);
    b.text("Soft", &f.period);
    if let Some(exercise) = &v.exercise {
        b.paragraph("Normal", &[(ALARM, &exercise.note)]);
    }
    b.paragraph(
        "Normal",
        &[(BOLD, &f.tlp.label), ("", " "), ("", &f.tlp.meaning)],
    );
    b.paragraph(
        "Normal",
        &[(BOLD, &f.pap.label), ("", " "), ("", &f.pap.meaning)],
    );
    let mut facts: Vec<Vec<String>> = vec![
        vec![l("label-reference"), f.reference.clone()],
        vec![l("label-version"), f.version.clone()],
        vec![l("label-date"), f.date.clone()],
        vec![l("label-valid-until"), f.valid_until.clone()],
        vec![l("label-producer"), f.producer.clone()],
    ];
    facts.extend(
        f.operation
            .iter()
            .map(|o| vec![l("label-operation"), o.clone()]),
    );
    facts.extend(
        f.classification
            .iter()
            .map(|c| vec![l("label-classification"), c.clone()]),
    );
    let recipients: Vec<String> = f
        .recipients
        .iter()
        .map(|r| format!("{} · {} · {}", r.name, r.role, r.contact))
        .collect();
    let recipients = if recipients.is_empty() {
        l("no-recipient")
    } else {
        recipients.join("\n")
    };
    facts.push(vec![l("label-recipients"), recipients]);
    facts.push(vec![l("label-purpose"), f.purpose.clone()]);
    facts.push(vec![l("label-handling"), f.handling.clone()]);
    b.table(&[2, 7], &[], &facts);
    b.text("Heading1", v.label("section-summary"));
    for (i, line) in v.summary.iter().enumerate() {
        b.text("Normal", &format!("{}. {line}", i + 1));
    }
    asks(&mut b, v);
    picture(&mut b, v);
    actions(&mut b, v);
    reading(&mut b, v);
    annex(&mut b, v);
    let bidi = if v.rtl { "<w:bidi/>" } else { "" };
    format!(
        "{HEAD}<w:document {W}><w:body>{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1247\" w:right=\"1020\" w:bottom=\"1134\" w:left=\"1020\" w:header=\"567\" w:footer=\"567\" \
         w:gutter=\"0\"/>{bidi}</w:sectPr></w:body></w:document>",
        b.xml
    )
}

fn asks(b: &mut Body, v: &View) {
    b.text("Heading1", v.label("section-asks"));
    if v.asks.is_empty() {
        b.text("Normal", v.label("ask-none"));
        return;
    }
    let rows: Vec<Vec<String>> = v
        .asks
        .iter()
        .map(|a| {
            let steps: Vec<String> = a
                .steps
                .iter()
                .map(|s| {
                    let owner = if s.owner_first {
                        format!(" ({})", v.label("owner-first"))
                    } else {
                        String::new()
                    };
                    format!("{}{} {}{owner}", s.audience, v.label("colon"), s.title)
                })
                .collect();
            vec![
                a.category.clone(),
                a.items.clone(),
                a.live.clone(),
                steps.join("\n"),
                a.by.clone(),
            ]
        })
        .collect();
    let by = format!("{} (UTC)", v.label("ask-by"));
    let head = [
        v.label("column-category"),
        v.label("column-items"),
        v.label("column-live"),
        v.label("ask-what"),
        &by,
    ];
    b.table(&[5, 2, 2, 11, 4], &head, &rows);
    if let Some(more) = &v.asks_more {
        b.text("Soft", more);
    }
}

fn picture(b: &mut Body, v: &View) {
    b.text("Heading1", &v.picture.heading);
    let rows: Vec<Vec<String>> = v
        .picture
        .rows
        .iter()
        .chain([&v.picture.total])
        .map(|r| {
            [
                &r.label,
                &r.items,
                &r.live,
                &r.dead,
                &r.unknown,
                &r.previous,
                &r.change,
                &r.by,
            ]
            .map(Clone::clone)
            .into()
        })
        .collect();
    let keys = [
        "column-category",
        "column-items",
        "column-live",
        "column-dead",
        "column-unknown",
        "column-previous",
    ];
    let mut head: Vec<&str> = keys.iter().map(|key| v.label(key)).collect();
    head.extend([v.label("column-change"), v.label("column-act-by")]);
    b.table(&[7, 2, 2, 2, 3, 2, 2, 3], &head, &rows);
    for chart in v.picture.charts.iter().filter(|c| c.name != "map") {
        b.text("Soft", &chart.description);
    }
    for note in &v.picture.notes {
        b.text("Normal", note);
    }
}

fn actions(b: &mut Body, v: &View) {
    b.text("Heading1", v.label("section-actions"));
    b.text(
        "Soft",
        &format!("{} {}", v.label("actions-intro"), v.label("utc-note")),
    );
    let row = |x: &ActionView| {
        let evidence = x.evidence.join(v.label("separator"));
        let mut lines = vec![format!("☐ {}", x.title)];
        lines.extend(
            [&x.text]
                .into_iter()
                .chain(&x.owner)
                .filter(|t| !t.is_empty())
                .cloned(),
        );
        lines.push(format!("{} · {} · {}", x.id, x.effect, x.concerns));
        lines.push(format!(
            "{}{} {evidence}",
            v.label("action-evidence"),
            v.label("colon")
        ));
        vec![
            x.priority.to_owned(),
            lines.join("\n"),
            x.by.clone(),
            String::new(),
        ]
    };
    let done = format!(
        "{} / {}",
        v.label("action-done-on"),
        v.label("action-by-whom")
    );
    for audience in v
        .audiences
        .iter()
        .chain(&v.pass_on)
        .filter(|a| !a.actions.is_empty())
    {
        b.text("Heading2", &audience.name);
        let rows: Vec<Vec<String>> = audience.actions.iter().map(row).collect();
        b.table(
            &[1, 13, 3, 4],
            &["", v.label("column-action"), v.label("ask-by"), &done],
            &rows,
        );
    }
}

fn reading(b: &mut Body, v: &View) {
    b.text("Heading1", v.label("section-reading"));
    b.text("Heading2", v.label("section-grading"));
    b.text("Normal", v.label("grading-intro"));
    let grades = v.grades_source.iter().zip(&v.grades_item);
    let rows: Vec<Vec<String>> = grades
        .map(|(s, i)| vec![s.0.clone(), s.1.clone(), i.0.clone(), i.1.clone()])
        .collect();
    b.table(
        &[1, 6, 1, 6],
        &["", v.label("grade-source"), "", v.label("grade-item")],
        &rows,
    );
    b.text("Soft", v.label("confidence-intro"));
    b.text("Heading2", v.label("section-sources"));
    let rows: Vec<Vec<String>> = v
        .sources
        .iter()
        .map(|s| {
            vec![
                s.label.clone(),
                s.items.clone(),
                s.grade.clone(),
                s.agreement.clone(),
            ]
        })
        .collect();
    let keys = [
        "column-source",
        "column-items",
        "column-grade",
        "column-agreement",
    ];
    b.table(&[6, 2, 2, 4], &keys.map(|key| v.label(key)), &rows);
    b.text("Heading2", v.label("section-limits"));
    for line in &v.limits {
        b.text("Normal", &format!("– {line}"));
    }
    b.text("Heading2", v.label("section-feedback"));
    b.text("Normal", &v.feedback_intro);
    let form = |key: &str| vec![v.label(key).to_owned(), String::new()];
    let choice = |key: &str, options: &str, mark: &str| {
        let options: Vec<String> = v
            .options(options)
            .iter()
            .map(|o| format!("{mark} {o}"))
            .collect();
        vec![v.label(key).to_owned(), options.join("    ")]
    };
    let rows = [
        choice("feedback-useful", "feedback-useful-options", "☐"),
        choice("feedback-outcome", "feedback-outcome-options", "____"),
        form("feedback-remarks"),
        form("feedback-contact"),
        form("feedback-name"),
        form("feedback-date"),
        form("feedback-signature"),
    ];
    b.table(&[3, 9], &[], &rows);
}

fn annex(b: &mut Body, v: &View) {
    b.text("Heading1", v.label("section-annex"));
    b.text("Soft", v.label("annex-intro"));
    let rows: Vec<Vec<String>> = v
        .annex
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let join = |parts: &[&String]| {
                parts
                    .iter()
                    .filter(|p| !p.is_empty())
                    .map(|p| p.as_str())
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            vec![
                (i + 1).to_string(),
                join(&[&r.value, &r.id, &r.mind]),
                join(&[&r.category, &r.detail]),
                r.network.clone(),
                join(&[&r.seen, &r.by]),
                join(&[&r.state, &r.grade]),
            ]
        })
        .collect();
    if rows.is_empty() {
        b.text("Normal", v.label("annex-empty"));
        return;
    }
    let seen = format!("{}\n{}", v.label("annex-seen"), v.label("annex-act-by"));
    let state = format!("{}\n{}", v.label("annex-state"), v.label("annex-grade"));
    let head = [
        "",
        v.label("annex-value"),
        v.label("annex-category"),
        v.label("annex-network"),
        &seen,
        &state,
    ];
    b.table(&[1, 9, 4, 4, 3, 3], &head, &rows);
    if let Some(more) = &v.annex_more {
        b.paragraph("Normal", &[(BOLD, more)]);
    }
}

/// Header or footer: marking, reference, exercise, page number.
fn edge(v: &View, tag: &str, page: bool) -> String {
    let mut xml = format!("{HEAD}<w:{tag} {W}><w:p><w:pPr><w:pStyle w:val=\"Edge\"/></w:pPr>");
    run(&mut xml, BOLD, &v.facts.tlp.label);
    run(
        &mut xml,
        "",
        &format!("   {} · v{}   ", v.facts.reference, v.facts.version),
    );
    if let Some(exercise) = &v.exercise {
        run(&mut xml, ALARM, &format!("{}   ", exercise.word));
    }
    if page {
        let field = |code: &str| {
            format!("<w:fldSimple w:instr=\"{code}\"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
        };
        xml.push_str(&field("PAGE"));
        run(&mut xml, "", " / ");
        xml.push_str(&field("NUMPAGES"));
    }
    let _ = write!(xml, "</w:p></w:{tag}>");
    xml
}

fn core(v: &View, input: &ReportInput) -> String {
    let at = rfc3339(input.generated_at);
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <cp:keywords>{}</cp:keywords><dc:language>{}</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:modified></cp:coreProperties>",
        escape(&v.facts.title),
        escape(&v.facts.producer),
        escape(&v.facts.keywords.join(", ")),
        v.lang
    )
}

fn styles(v: &View) -> String {
    let paragraph = |id: &str, name: &str, ppr: &str, rpr: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
        )
    };
    let accent = "<w:color w:val=\"0F4C5C\"/>";
    let soft = "<w:color w:val=\"566268\"/>";
    let mut xml = format!(
        "{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"IBM Plex Sans\" \
         w:hAnsi=\"IBM Plex Sans\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/><w:sz w:val=\"19\"/><w:szCs w:val=\"19\"/>\
         <w:lang w:val=\"{0}\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:after=\"80\"/></w:pPr></w:style>",
        v.lang
    );
    let keep = |level: u8, before: u16| {
        format!(
            "<w:keepNext/><w:spacing w:before=\"{before}\" w:after=\"100\"/><w:outlineLvl w:val=\"{level}\"/>"
        )
    };
    xml.push_str(&paragraph(
        "Title",
        "Title",
        "<w:spacing w:after=\"60\"/>",
        "<w:b/><w:sz w:val=\"52\"/>",
    ));
    xml.push_str(&paragraph(
        "Heading1",
        "heading 1",
        &keep(0, 320),
        &format!("<w:b/>{accent}<w:sz w:val=\"28\"/>"),
    ));
    xml.push_str(&paragraph(
        "Heading2",
        "heading 2",
        &keep(1, 220),
        "<w:b/><w:sz w:val=\"21\"/>",
    ));
    xml.push_str(&paragraph(
        "Kind",
        "Kind",
        "",
        &format!("<w:b/><w:caps/>{accent}<w:sz w:val=\"17\"/>"),
    ));
    xml.push_str(&paragraph(
        "Soft",
        "Soft",
        "",
        &format!("{soft}<w:sz w:val=\"16\"/>"),
    ));
    xml.push_str(&paragraph(
        "Edge",
        "Edge",
        "",
        &format!("{soft}<w:sz w:val=\"16\"/>"),
    ));
    xml.push_str(&paragraph(
        "Table",
        "Table",
        "<w:spacing w:after=\"0\"/>",
        "<w:sz w:val=\"17\"/>",
    ));
    xml.push_str(&paragraph(
        "TableHead",
        "Table head",
        "<w:keepNext/><w:spacing w:after=\"0\"/>",
        &format!("<w:b/>{accent}<w:sz w:val=\"16\"/>"),
    ));
    xml.push_str(
        "<w:style w:type=\"table\" w:styleId=\"Hairlines\"><w:name w:val=\"Hairlines\"/><w:tblPr><w:tblBorders>\
         <w:top w:val=\"single\" w:sz=\"6\" w:color=\"0F4C5C\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"C3CCD0\"/>\
         <w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"C3CCD0\"/></w:tblBorders><w:tblCellMar>\
         <w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"60\" w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/>\
         <w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>",
    );
    xml
}
