//! `${file(path):address}`: a YAML, JSON or text file of the service, or what a script gives where the user allows it.

use sealform_diagnostic::{Diagnostic, registry};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::file_format::FileFormat;
use crate::inputs::{Dialect, Javascript};
use crate::source_row::SourceRow;
use crate::value::{Outcome, Value, value_of};

pub(crate) struct File;

const ROW: SourceRow = SourceRow {
    name: "file",
    dialects: "all",
    address: "`${file(path):key.key}`",
    asks: "the file, once; a script only with `--allow-js`",
    judged: "by key, path and form, each value for itself",
};

impl Source for File {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let Some(path) = call.params.first().and_then(Option::as_deref).filter(|path| !path.is_empty()) else {
            let diagnostic = Diagnostic::error(&registry::BAD_PARAMS, "`file` needs a path").at(call.source_span(), "");
            context.report(diagnostic.help("write `${file(path.yml)}` or `${file(path.yml):key}`"));
            return Outcome::Failed;
        };
        if is_outside(path, context.state.inputs.dialect) {
            let message = "the path leads out of the service's folder";
            let diagnostic = Diagnostic::error(&registry::OUTSIDE_SERVICE, message).at(call.param_span(0), "");
            context.report(diagnostic.help("write a path relative to the folder of the service"));
            return Outcome::Failed;
        }
        let path = normal(path);
        let dialect = context.state.inputs.dialect;
        let address = call.address.as_deref().filter(|address| !address.is_empty());
        let value = match FileFormat::of(&path) {
            Some(format) => {
                let root = value_of!(context.include(&path, format, call.span()));
                let ignores_address = format == FileFormat::Text && dialect == Dialect::V4;
                let keys = address.filter(|_| !ignores_address).into_iter().flat_map(|address| address.split('.'));
                value_of!(context.walk(root, keys))
            }
            None if context.state.inputs.javascript == Javascript::Allow => {
                let root = value_of!(context.run_script(&path, address.unwrap_or_default(), call.span()));
                value_of!(context.head(root))
            }
            None => {
                let diagnostic = Diagnostic::error(&registry::CODE_FILE, "a file that runs code is not run").at(call.param_span(0), "");
                let help = "give --allow-js if you trust it, or write what it gives to a YAML or JSON file and refer to that";
                context.report(diagnostic.help(help));
                return Outcome::Failed;
            }
        };
        let names: Vec<&str> = address.into_iter().chain([&*path]).collect();
        let value = value.through(call.span());
        Outcome::Value(if matches!(value, Value::Leaf(_)) { context.judged(value, &names) } else { value })
    }
}

/// Whether the path begins elsewhere. Climbing out by `..` is allowed, as in Serverless v3 (its tests of the file source, read 2026-11-23);
/// `~` is the home folder in v1 and v2's old engine only.
fn is_outside(path: &str, dialect: Dialect) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    path.starts_with(['/', '\\']) || drive || (dialect.is_legacy() && path.starts_with('~'))
}

/// The path without `.` and with `a/..` taken out, so that each file is asked for once.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_normal() {
        let rows = [
            ("a.yml", "a.yml"),
            ("./a.yml", "a.yml"),
            ("./x//../a.yml", "a.yml"),
            ("../a.yml", "../a.yml"),
            ("x/../../../a.yml", "../../a.yml"),
            ("x/./y.yml", "x/y.yml"),
        ];
        for (path, expected) in rows {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_that_begin_elsewhere_are_outside() {
        for path in ["/etc/passwd", "\\x", "C:\\x", "c:/x"] {
            assert!(is_outside(path, Dialect::V3), "{path}");
        }
        assert!(is_outside("~/x.yml", Dialect::V1));
        assert!(!is_outside("~/x.yml", Dialect::V3), "a folder of that name");
        assert!(!is_outside("../x.yml", Dialect::V3));
    }
}
