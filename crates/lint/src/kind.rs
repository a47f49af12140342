//! What a document is, by its content: a file's name says little.

use sealform_yaml::{Document, NodeKind};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A service of the Serverless Framework.
    Service,
    /// A template of CloudFormation or SAM.
    Template,
}

impl Kind {
    /// Whether `text` can be one of them, by the keys that begin its lines: most YAML files of a repository are not, and need not be parsed.
    /// What is wrong with the syntax of such a file is not for lint to say.
    #[must_use]
    pub fn may_be(text: &str) -> bool {
        if !["Resources", "AWSTemplateFormatVersion", "service"].iter().any(|key| text.contains(key)) {
            return false;
        }
        // In braces a key may stand anywhere.
        if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') || text.contains("\n{") {
            let has = |key| has_key(text, key);
            return has("Resources")
                || has("AWSTemplateFormatVersion")
                || (has("service") && (has("provider") || has("functions") || has("frameworkVersion")));
        }
        let (mut is_service, mut has_more) = (false, false);
        for line in text.lines() {
            let Some(key) = first_key(line) else { continue };
            match key {
                "Resources" | "AWSTemplateFormatVersion" => return true,
                "service" => is_service = true,
                "provider" | "functions" | "frameworkVersion" => has_more = true,
                // A merge key may bring any of them.
                "<<" => has_more = true,
                _ => {}
            }
            if is_service && has_more {
                return true;
            }
        }
        false
    }

    /// What `document` is; `None` where it is neither: lint has nothing to say about it.
    ///
    /// A service has `service` and one of the keys that only services have; a template has `Resources` whose items have a `Type`, or says
    /// its format's version. What the Serverless Framework packs beside it (`serverless-state.json`: the service and its template, resolved) is looked
    /// at as a template, too: nothing in it is asked for any more.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        let root = document.root()?;
        let has = |key: &str| document.get(root, key).is_some();
        let typed = |resources| {
            let mut items = document.entries(resources);
            items.any(|item| document.get(item.value, "Type").is_some_and(|id| matches!(document.node(id).kind, NodeKind::Scalar(_))))
        };
        let state = || has("package") && document.get(root, "service").is_some_and(|service| document.get(service, "provider").is_some());
        if has("AWSTemplateFormatVersion") || document.get(root, "Resources").is_some_and(typed) || state() {
            Some(Self::Template)
        } else if has("service") && (has("provider") || has("functions") || has("frameworkVersion")) {
            Some(Self::Service)
        } else {
            None
        }
    }
}

/// Whether `key` is written somewhere as a key, quoted or not.
fn has_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let behind = text[start + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        before.is_none_or(|before| !before.is_alphanumeric()) && behind.starts_with(':')
    })
}

/// The key that a line begins with, without its quotes; `None` for an indented line and one that has no key.
fn first_key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}');
    if !line.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '"' | '\'' | '<')) {
        return None;
    }
    line.split_once(':').map(|(key, _)| key.trim_end().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_at_the_beginning_of_a_line_tell() {
        for text in [
            "service: a\nprovider: b\n",
            "\u{feff}\"Resources\" :\n",
            "\n { \"Resources\": {} }",
            "# why\n{service: a, provider: b}",
            "frameworkVersion: '3'\nservice:\n",
        ] {
            assert!(Kind::may_be(text), "{text}");
        }
        for text in [
            "service: a\n",
            "x:\n  Resources: {}\n",
            "replicas: {{ .Values.Resources }}\n",
            "services:\n  provider: x\n",
            "{ // the service\n  \"provider\": 1 }",
            "",
        ] {
            assert!(!Kind::may_be(text), "{text}");
        }
    }
}
