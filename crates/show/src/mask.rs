//! Blots out, in a file's text, whatever an excerpt must not show.
//!
//! Known secrets are masked by their spans; beyond them everything that looks like one, since a message may be made before anything is
//! classified, and its excerpt may show a line that has nothing to do with it. Better a star too many.

use std::ops::Range;

use sealform_diagnostic::{FileId, Source, Span};
use sealform_reference::{Alternative, Delimiter, Grammar, Segment, Shape, Variable};
use sealform_secret::heuristics::{is_secret_form, is_secret_name};
use sealform_yaml::{Document, NodeId, NodeKind, Scalar};

/// The text of `source`, byte for byte as long, with stars in place of what may be a secret.
#[must_use]
pub fn masked(source: &Source) -> String {
    let text = source.text();
    let mut bytes = text.as_bytes().to_vec();
    match sealform_yaml::parse(FileId::new(0), text) {
        Ok(document) => {
            for span in secret_looking(&document, text) {
                blot(&mut bytes, span.start as usize..span.end as usize);
            }
            comments(text, &mut bytes);
        }
        // Nothing is known of the structure: only keys and punctuation are safe to show.
        Err(_) => words_behind_keys(text, &mut bytes),
    }
    for span in source.masks() {
        blot(&mut bytes, span.start as usize..span.end as usize);
    }
    // Only whole scalars and words are replaced, by ASCII; should a span ever split a character, hide all.
    String::from_utf8(bytes).unwrap_or_else(|_| "*".repeat(text.len()))
}

/// Replaces every byte but line ends and blanks, so that the shape of the text stays.
fn blot(bytes: &mut [u8], range: Range<usize>) {
    let end = range.end.min(bytes.len());
    for byte in &mut bytes[range.start.min(end)..end] {
        if !byte.is_ascii_whitespace() {
            *byte = b'*';
        }
    }
}

/// Where `document` holds literals that look like secrets: by their key, by their form, or beside a secret in the same text.
fn secret_looking(document: &Document, text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut rest: Vec<(NodeId, bool)> = document.root().map(|root| (root, false)).into_iter().collect();
    let mut seen = std::collections::HashSet::new();
    while let Some((id, secret_key)) = rest.pop() {
        // An anchor is walked once for each kind of key it is used under.
        if !seen.insert((document.span(id), secret_key)) {
            continue;
        }
        match &document.node(id).kind {
            NodeKind::Scalar(scalar) => {
                literal_spans(document, text, id, &scalar.text, secret_key, &mut spans);
                if secret_key {
                    rest.extend(referred(document, &scalar.text).into_iter().map(|target| (target, true)));
                }
            }
            NodeKind::Sequence(items) => rest.extend(items.iter().map(|&item| (item, secret_key))),
            NodeKind::Mapping(_) => {
                let secret = |key| !names_only(key) && (secret_key || is_secret_name(key));
                rest.extend(document.entries(id).map(|entry| (entry.value, secret(entry.key))));
            }
        }
    }
    spans
}

/// The values that `${self:a.b}` in `value` means: what lands under a secret's name is one, whatever name it stands under itself.
fn referred(document: &Document, value: &str) -> Vec<NodeId> {
    if !sealform_reference::may_hold_variable(value) {
        return Vec::new();
    }
    let Ok(segments) = sealform_reference::parse(value, Grammar::Modern) else { return Vec::new() };
    let variables = segments.iter().filter_map(|segment| if let Segment::Variable(variable) = segment { Some(variable) } else { None });
    let sources = variables.flat_map(|variable| &variable.alternatives).filter_map(|alternative| match alternative {
        Alternative::Source(source) if *source.name == *"self" => source.address.as_ref()?.plain(),
        _ => None,
    });
    let step = |id, key: &str| {
        let item = key.parse().ok().and_then(|index: usize| document.items(id).get(index).copied());
        document.get(id, key).or(item)
    };
    sources.filter_map(|path| path.split('.').try_fold(document.root()?, step)).collect()
}

/// Delimiters that `provider.variableSyntax` may give. `$<...>` has one of its own under every grammar.
const SHAPES: [(&str, Shape); 2] = [("${{", Shape::DoubleBrace), ("#{", Shape::Hash)];

fn literal_spans(document: &Document, text: &str, id: NodeId, value: &str, secret_key: bool, spans: &mut Vec<Span>) {
    let is_name = document.node(id).tag.as_ref().and_then(sealform_yaml::Tag::intrinsic).is_some_and(names_only);
    if is_name || is_dynamic_reference(value) || matches!(document.value(id), Scalar::Bool(_) | Scalar::Null) {
        return;
    }
    for (_, shape) in SHAPES.into_iter().filter(|(opener, _)| value.contains(opener)) {
        literal_spans_under(Grammar::Custom(shape), document, text, id, value, secret_key, spans);
    }
    literal_spans_under(Grammar::Modern, document, text, id, value, secret_key, spans);
}

fn literal_spans_under(
    grammar: Grammar,
    document: &Document,
    text: &str,
    id: NodeId,
    value: &str,
    secret_key: bool,
    spans: &mut Vec<Span>,
) {
    let may_hold = sealform_reference::may_hold_variable(value) || grammar == Grammar::Custom(Shape::Hash);
    let variables = if may_hold { sealform_reference::parse(value, grammar).ok() } else { None };
    let node_span = document.node(id).span;
    let Some(segments) = variables else {
        if secret_key || is_secret_form(value) || sealform_reference::may_hold_variable(value) {
            spans.push(node_span);
        }
        return;
    };
    let map = document.text_map(text, id);
    let beside_secret = secret_key
        || is_secret_form(value)
        || segments.iter().any(|segment| matches!(segment, Segment::Variable(variable) if is_secret(variable)));
    for segment in &segments {
        match segment {
            Segment::Text { range, .. } if beside_secret => spans.push(map.span(range.clone())),
            Segment::Text { .. } => {}
            Segment::Variable(variable) => {
                let hidden = secret_key || is_secret(variable);
                for alternative in &variable.alternatives {
                    if let Alternative::Literal { range, .. } = alternative
                        && hidden
                    {
                        spans.push(map.span(range.clone()));
                    }
                }
            }
        }
    }
}

/// Whether what stands under this key of a template is a name, whatever is around it.
fn names_only(key: &str) -> bool {
    matches!(key, "Ref" | "Fn::GetAtt" | "Type" | "DependsOn" | "Condition")
}

/// Whether the whole text is one dynamic reference, which names a secret and holds none.
fn is_dynamic_reference(value: &str) -> bool {
    let inside = value.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    inside.is_some_and(|inside| {
        let names = ["resolve:ssm:", "resolve:ssm-secure:", "resolve:secretsmanager:"];
        names.iter().any(|name| inside.starts_with(name)) && !inside.contains(['{', '}'])
    })
}

/// Whether one of the variable's sources brings in a secret, as far as its name tells.
fn is_secret(variable: &Variable) -> bool {
    variable.delimiter == Delimiter::Angle
        || variable.alternatives.iter().any(|alternative| match alternative {
            Alternative::Source(source) => &*source.name == "ssm" || source.name.starts_with("ssm.") || is_secret_name(&source.to_string()),
            Alternative::Literal { .. } => false,
        })
}

/// Masks comments that look as if a secret had been commented out.
fn comments(text: &str, bytes: &mut [u8]) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(hash) = line.find('#') {
            let comment = &line[hash + 1..];
            let named = comment.split_once([':', '=']).is_some_and(|(name, _)| is_secret_name(name.trim()));
            if named || comment.split_whitespace().any(is_secret_form) {
                blot(bytes, start + hash + 1..start + line.len());
            }
        }
        start += line.len();
    }
}

/// Masks every letter and digit that is not part of a line's key.
fn words_behind_keys(text: &str, bytes: &mut [u8]) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let key_end = line.find(':').map_or(0, |colon| colon + 1);
        for (offset, character) in line[key_end..].char_indices() {
            if character.is_alphanumeric() {
                let at = start + key_end + offset;
                bytes[at..at + character.len_utf8()].fill(b'*');
            }
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::Sources;

    use super::*;

    fn mask(text: &str) -> String {
        let mut sources = Sources::new();
        let file = sources.add("serverless.yml", text);
        let masked = masked(sources.get(file).expect("just added"));
        assert_eq!(masked.len(), text.len());
        masked
    }

    #[test]
    fn literals_under_secret_names_are_masked() {
        assert_eq!(mask("DB_PASSWORD: hunter2\nSTAGE: dev\n"), "DB_PASSWORD: *******\nSTAGE: dev\n");
    }

    #[test]
    fn a_literal_that_lands_under_a_secret_name_is_masked_where_it_stands() {
        let text = "custom:\n  a: hunter2\n  b: [x1, '${self:custom.a}']\nDB_PASSWORD: ${self:custom.b.1}\nC: ${self:custom.b.0}\n";
        assert_eq!(mask(text), text.replace("hunter2", "*******"));
        let circle = "DB_PASSWORD: ${self:a}\na: ${self:DB_PASSWORD}\n";
        assert_eq!(mask(circle), circle);
    }

    #[test]
    fn a_literal_beside_a_secret_is_masked() {
        assert_eq!(mask("A: ${env:DB_PASSWORD, 'x1'}\n"), "A: ${env:DB_PASSWORD, ****}\n");
        assert_eq!(mask("A: postgres://me:pw1@${ssm:/db/host~true}\n"), "A: ******************${ssm:/db/host~true}\n");
        assert_eq!(mask("A: ${{env:DB_PASSWORD, 'x1'}}\n"), "A: ${{env:DB_PASSWORD, ****}}\n");
        assert_eq!(mask("A: '#{env:DB_PASSWORD, \"x1\"}'\n"), "A: '#{env:DB_PASSWORD, ****}'\n");
        assert_eq!(mask("A: ${opt:stage, 'dev'}\n"), "A: ${opt:stage, 'dev'}\n");
    }

    #[test]
    fn a_dynamic_reference_is_shown_unless_something_stands_beside_it() {
        let reference = "DB_PASSWORD: '{{resolve:secretsmanager:orders/db}}'\n";
        assert_eq!(mask(reference), reference);
        assert_eq!(
            mask("DB_PASSWORD: '{{resolve:ssm:/a}}x{{resolve:ssm:/b}}'\n"),
            "DB_PASSWORD: ***************************************\n"
        );
    }

    #[test]
    fn names_and_flags_of_a_template_are_shown_under_any_key() {
        let text = "DbPassword: { Type: String, NoEcho: true, Default: hunter2 }\nPassword: { Ref: DbPassword }\nToken: !Ref Other\n";
        assert_eq!(mask(text), text.replace("hunter2", "*******"));
    }

    #[test]
    fn a_commented_out_secret_is_masked() {
        assert_eq!(mask("a: 1 # password: hunter2\n"), "a: 1 #********* *******\n".replace("#*********", "# *********"));
    }

    #[test]
    fn a_file_that_does_not_parse_shows_keys_and_punctuation_only() {
        assert_eq!(mask("key: [hunter2\nother: }é\n"), "key: [*******\nother: }**\n");
    }
}
