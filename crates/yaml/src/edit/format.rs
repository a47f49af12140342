//! What a file is written in, by its name and its text.

use sealform_diagnostic::FileId;

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// JSON: no comments, double quotes only.
    Json,
}

impl Format {
    /// JSON where the name says so, and where the text is JSON whatever it is called: templates often end in `.template`, and standard input has
    /// no name.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let is_json =
            || text.trim_start_matches('\u{feff}').trim_start().starts_with('{') && crate::parse_json(FileId::new(0), text).is_ok();
        if name.ends_with(".json") || is_json() { Self::Json } else { Self::Yaml }
    }

    /// The document that `text` is.
    ///
    /// # Errors
    /// What is wrong with its syntax.
    pub fn parse(self, file: FileId, text: &str) -> Result<crate::Document, Vec<sealform_diagnostic::Diagnostic>> {
        match self {
            Self::Yaml => crate::parse(file, text),
            Self::Json => crate::parse_json(file, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn json_is_known_by_its_name_or_by_its_text() {
        for (name, text, expected) in [
            ("a.json", "x", Format::Json),
            ("a.template", "\u{feff}\n{\"a\": [1]}\n", Format::Json),
            ("<stdin>", "{\n\t\"a\": 1\n}", Format::Json),
            ("a.yml", "{a: 1}", Format::Yaml),
            ("a.yml", "a: {\"b\": 1}", Format::Yaml),
        ] {
            assert_eq!(Format::of(name, text), expected, "{name}");
        }
    }
}
