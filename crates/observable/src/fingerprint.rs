//! Being written.

use crate::Problem;
pub(crate) fn canonical_ssdeep(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_tlsh(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_ja4(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_mac(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_file_name(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_file_path(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_mutex(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_registry_key(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
pub(crate) fn canonical_user_agent(_text: &str) -> Result<String, Problem> {
    Err(Problem::Form)
}
