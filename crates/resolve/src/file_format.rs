//! How an included file is read. It reads none.

/// How a file is read; its extension decides (Serverless 3.40 `lib/configuration/variables/sources/file.js`, read 2026-11-23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// `.yml`, `.yaml`.
    Yaml,
    /// `.json`, `.tfstate`.
    Json,
    /// All else: the whole text is one value.
    Text,
}

impl FileFormat {
    /// The format of the file at `path`; `None` for one that runs code.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yml" | "yaml") => Some(Self::Yaml),
            Some("json" | "tfstate") => Some(Self::Json),
            Some("js" | "cjs" | "mjs" | "ts" | "cts" | "mts") => None,
            _ => Some(Self::Text),
        }
    }
}
