//! The account and the Region at hand, so that ARNs are compared by what they will be and not by how they are spelled.

use std::collections::HashMap;

use sealform_diagnostic::Span;
use sealform_secret::Region;

use crate::project::Project;

/// What is known of where the service is deployed to. What is not known is compared as `${AWS::...}`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Here {
    region: Option<Region>,
    account: Option<String>,
    /// What the texts of the service file come to, by where they stand: a render knows it.
    resolved: HashMap<Span, String>,
}

/// Other spellings of pseudo parameters: of the plugin serverless-pseudo-parameters, and of variables that come to the same.
const SPELLINGS: [(&str, &str); 5] = [
    ("#{AWS::", "${AWS::"),
    ("${self:provider.region}", "${AWS::Region}"),
    ("${opt:region, self:provider.region}", "${AWS::Region}"),
    ("${aws:region}", "${AWS::Region}"),
    ("${aws:accountId}", "${AWS::AccountId}"),
];

impl Here {
    /// What the file itself says.
    pub(crate) fn of(project: &Project) -> Self {
        let region = project.root().and_then(|root| project.descend(root, &["provider", "region"]));
        let region = region.filter(|target| target.rest.is_empty()).and_then(|target| project.literal(target.place));
        Self { region: region.and_then(|region| Region::parse(&region)), ..Self::default() }
    }

    /// What a render knows: the Region, and what each text comes to.
    pub(crate) fn rendered(region: &Region, resolved: HashMap<Span, String>) -> Self {
        Self { region: Some(region.clone()), account: None, resolved }
    }

    /// Takes the account from ARNs that AWS answered, where they all name one.
    pub(crate) fn learn<'a>(&mut self, arns: impl IntoIterator<Item = &'a str>) {
        let mut accounts = arns.into_iter().filter_map(|arn| arn.split(':').nth(4)).filter(|account| !account.is_empty());
        let Some(first) = accounts.next() else { return };
        self.account = accounts.all(|account| account == first).then(|| first.to_owned());
    }

    /// What the text at `span` comes to, where that is known.
    pub(crate) fn resolved(&self, span: Span) -> Option<&str> {
        self.resolved.get(&span).map(String::as_str)
    }

    /// A text with what is known put in, and `${AWS::...}` for all else that pseudo parameters bring.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = SPELLINGS.iter().fold(text.to_owned(), |text, (spelling, pseudo)| text.replace(spelling, pseudo));
        if let Some(account) = &self.account {
            filled = filled.replace("${AWS::AccountId}", account);
        }
        match &self.region {
            Some(region) => filled
                .replace("${AWS::Region}", region.as_str())
                .replace("${AWS::Partition}", region.partition())
                .replace("${AWS::URLSuffix}", region.dns_suffix()),
            None => {
                if let Some(rest) = filled.strip_prefix("arn:aws:") {
                    filled = format!("arn:${{AWS::Partition}}:{rest}");
                }
                match filled.strip_suffix(".amazonaws.com") {
                    Some(start) => format!("{start}.${{AWS::URLSuffix}}"),
                    None => filled,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_comes_to_the_same() {
        let unknown = Here::default();
        let mut known = Here::rendered(&Region::parse("eu-west-1").expect("a Region"), HashMap::new());
        known.learn(["arn:aws:ssm:eu-west-1:123456789012:parameter/p", "arn:aws:kms:eu-west-1:123456789012:key/k"]);
        let spellings = [
            "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p",
            "arn:aws:ssm:#{AWS::Region}:#{AWS::AccountId}:parameter/p",
            "arn:aws:ssm:${aws:region}:${aws:accountId}:parameter/p",
            "arn:aws:ssm:${self:provider.region}:${AWS::AccountId}:parameter/p",
        ];
        for text in spellings {
            assert_eq!(unknown.fill(text), spellings[0], "{text}");
            assert_eq!(known.fill(text), "arn:aws:ssm:eu-west-1:123456789012:parameter/p", "{text}");
        }
        for text in ["ssm.${AWS::Region}.amazonaws.com", "ssm.${aws:region}.${AWS::URLSuffix}"] {
            assert_eq!(unknown.fill(text), "ssm.${AWS::Region}.${AWS::URLSuffix}");
            assert_eq!(known.fill(text), "ssm.eu-west-1.amazonaws.com");
        }
    }

    #[test]
    fn two_accounts_are_no_account() {
        let mut here = Here::default();
        here.learn(["arn:aws:ssm:eu-west-1:123456789012:parameter/p", "arn:aws:kms:eu-west-1:210987654321:key/k"]);
        assert_eq!(here.fill("${AWS::AccountId}"), "${AWS::AccountId}");
    }
}
