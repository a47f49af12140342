//! Paths of included files, as the resolver reads them.

use sealform_resolve::Dialect;

/// The path relative to the service's folder, without `.` and with `a/..` taken out; `None` where it begins elsewhere.
///
/// Climbing out by `..` is allowed, as in Serverless v3 (its tests of the file source, read 2026-11-23); whoever reads the files decides how
/// far. `~` is the home folder in v1 and v2's old engine.
pub(crate) fn normal(path: &str, dialect: Dialect) -> Option<String> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|first: char| first.is_ascii_alphabetic());
    if path.is_empty() || path.contains('\0') || path.starts_with(['/', '\\']) || drive || (dialect.is_legacy() && path.starts_with('~')) {
        return None;
    }
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
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::normal;
    use sealform_resolve::Dialect;

    #[test]
    fn paths_are_made_normal() {
        for (path, expected) in [
            ("./a.yml", Some("a.yml")),
            ("./x//../a.yml", Some("a.yml")),
            ("../a.yml", Some("../a.yml")),
            ("/etc/passwd", None),
            ("C:\\x", None),
            ("~/x.yml", Some("~/x.yml")),
            ("", None),
        ] {
            assert_eq!(normal(path, Dialect::V3).as_deref(), expected, "{path}");
        }
        assert_eq!(normal("~/x.yml", Dialect::V1), None);
    }
}
