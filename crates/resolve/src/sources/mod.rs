//! The registry of variable sources: one file and one line each.

use std::sync::LazyLock;

use crate::call::Call;
use crate::context::Context;
use crate::source_row::SourceRow;
use crate::value::Outcome;

/// Where a variable's value comes from.
pub(crate) trait Source: Sync {
    /// What the table of sources says of it; its name is what stands before the `:` or `(`.
    fn row(&self) -> &'static SourceRow;

    /// The value that `call` asks for. Everything from outside is asked for with [`Context::ask`].
    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome;
}

macro_rules! sources {
    ($($module:ident::$source:ident,)+) => {
        $(mod $module;)+
        /// Every source.
        static SOURCES: &[&dyn Source] = &[$(&$module::$source),+];
    };
}

sources! {
    aws::Aws,
    cf::Cf,
    env::Env,
    file::File,
    git::Git,
    opt::Opt,
    param::Param,
    s3::S3,
    self_::SelfSource,
    sls::Sls,
    ssm::Ssm,
    str_to_bool::StrToBool,
}

/// The names of [`SOURCES`], in their order.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| rows().map(|row| row.name).collect());

/// The source of that name, and what stands behind a dot in it: the old engine writes a Region there, `ssm.eu-west-1`.
pub(crate) fn find(written: &str) -> Option<(&'static dyn Source, Option<&str>)> {
    // Most names have three letters: the first one tells them apart for less than a comparison.
    let is = |known: &str, name: &str| known.as_bytes().first() == name.as_bytes().first() && known == name;
    let by_name = |name: &str| NAMES.iter().zip(SOURCES).find(|(known, _)| is(known, name)).map(|(_, source)| *source);
    if let Some(source) = by_name(written) {
        return Some((source, None));
    }
    let (name, suffix) = written.split_once('.')?;
    matches!(name, "cf" | "ssm").then(|| by_name(name).map(|source| (source, Some(suffix))))?
}

/// The rows of all sources, in the order of their names.
pub(crate) fn rows() -> impl Iterator<Item = &'static SourceRow> {
    SOURCES.iter().map(|source| source.row())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_this_folder_has_its_line() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sources");
        let entries = std::fs::read_dir(folder).expect("the folder is there");
        let files = entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name() != "mod.rs")).count();
        assert_eq!(files, SOURCES.len());
    }

    #[test]
    fn only_ssm_and_cf_take_a_region_behind_a_dot() {
        let found = |name| find(name).map(|(source, suffix)| (source.row().name, suffix));
        assert_eq!(found("ssm.eu-west-1"), Some(("ssm", Some("eu-west-1"))));
        assert_eq!(found("cf.eu-west-1"), Some(("cf", Some("eu-west-1"))));
        assert_eq!(found("env"), Some(("env", None)));
        assert!(find("env.x").is_none());
        assert!(find("vault").is_none());
    }
}
