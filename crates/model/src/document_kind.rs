//! What a document that is rendered is: a service, or a template.

use sealform_yaml::Document;

/// What a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A service of the Serverless Framework, or what is to be one.
    #[default]
    Service,
    /// A template of CloudFormation or SAM.
    Template,
}

/// The keys that a template has, one of them at least ("Template sections", CloudFormation User Guide; `Transform` is SAM's, read 2026-11-25).
const OF_TEMPLATE: &[&str] = &["Resources", "AWSTemplateFormatVersion", "Transform"];

/// The keys that only a service has.
const OF_SERVICE: &[&str] = &["service", "provider"];

impl DocumentKind {
    /// What `document` is. What is neither is taken for a service, which says what it lacks.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let has_one = |keys: &[&str]| document.root().is_some_and(|root| keys.iter().any(|key| document.get(root, key).is_some()));
        if has_one(OF_TEMPLATE) && !has_one(OF_SERVICE) { Self::Template } else { Self::Service }
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentKind;
    use sealform_diagnostic::FileId;

    #[test]
    fn a_template_is_known_by_its_keys() {
        for (text, expected) in [
            ("Resources: {}", DocumentKind::Template),
            ("AWSTemplateFormatVersion: '2010-09-09'", DocumentKind::Template),
            ("Transform: AWS::Serverless-2016-10-31", DocumentKind::Template),
            ("service: a\nResources: {}", DocumentKind::Service),
            ("provider: aws\nResources: {}", DocumentKind::Service),
            ("resources: {}", DocumentKind::Service),
            ("[Resources]", DocumentKind::Service),
            ("", DocumentKind::Service),
        ] {
            let document = sealform_yaml::parse(FileId::new(0), text).expect("the test's YAML is right");
            assert_eq!(DocumentKind::of(&document), expected, "{text}");
        }
    }
}
