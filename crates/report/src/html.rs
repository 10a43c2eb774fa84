//! The report as one HTML page: no scripts, nothing loaded from elsewhere, prints well, light and dark.
//!
//! Askama escapes every string; only the charts (own SVG, escaped where it is made) go in as they are.

use askama::Template;

use crate::ReportError;
use crate::view::{Chart, View};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    v: &'a View,
}

impl Page<'_> {
    fn l(&self, key: &str) -> &str {
        self.v.label(key)
    }

    fn charts(&self) -> &[Chart] {
        &self.v.picture.charts
    }

    fn direction(&self) -> &'static str {
        if self.v.rtl { "rtl" } else { "ltr" }
    }

    fn joined(&self, texts: &[String]) -> String {
        texts.join(self.l("separator"))
    }
}

/// Lays out the page.
pub(crate) fn page(view: &View) -> Result<String, ReportError> {
    Ok(Page { v: view }.render()?)
}
