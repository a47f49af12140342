//! The tags that a document may hold: CloudFormation's short forms, and YAML's own. Everything else is SF009.

use sealform_diagnostic::Span;

/// The short forms and the keys they stand for.
///
/// Source: AWS CloudFormation User Guide, "Intrinsic function reference", read 2026-11-23. `Fn::ForEach` has no short form.
const INTRINSICS: &[(&str, &str)] = &[
    ("And", "Fn::And"),
    ("Base64", "Fn::Base64"),
    ("Cidr", "Fn::Cidr"),
    ("Condition", "Condition"),
    ("Equals", "Fn::Equals"),
    ("FindInMap", "Fn::FindInMap"),
    ("GetAZs", "Fn::GetAZs"),
    ("GetAtt", "Fn::GetAtt"),
    ("GetStackOutput", "Fn::GetStackOutput"),
    ("If", "Fn::If"),
    ("ImportValue", "Fn::ImportValue"),
    ("Join", "Fn::Join"),
    ("Length", "Fn::Length"),
    ("Not", "Fn::Not"),
    ("Or", "Fn::Or"),
    ("Ref", "Ref"),
    ("Select", "Fn::Select"),
    ("Split", "Fn::Split"),
    ("Sub", "Fn::Sub"),
    ("ToJsonString", "Fn::ToJsonString"),
    ("Transform", "Fn::Transform"),
];

/// A tag as it is written before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Where it is written, from the `!` on.
    pub span: Span,
    meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Intrinsic {
        short: &'static str,
        full: &'static str,
    },
    Core(CoreTag),
    /// A lone `!`: a scalar is text, whatever it looks like.
    NonSpecific,
}

/// One of YAML's own tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreTag {
    /// `!!str`.
    Str,
    /// `!!int`.
    Int,
    /// `!!float`.
    Float,
    /// `!!bool`.
    Bool,
    /// `!!null`.
    Null,
    /// `!!map`.
    Map,
    /// `!!seq`.
    Seq,
}

impl Tag {
    /// The tag `!name`, where it is one of CloudFormation's short forms.
    pub(crate) fn from_short(name: &str, span: Span) -> Option<Self> {
        let &(short, full) = INTRINSICS.iter().find(|(short, _)| *short == name)?;
        Some(Self { span, meaning: Meaning::Intrinsic { short, full } })
    }

    /// The tag `!!name`, where it is one of the seven that are understood.
    pub(crate) fn from_core(name: &str, span: Span) -> Option<Self> {
        let core = match name {
            "str" => CoreTag::Str,
            "int" => CoreTag::Int,
            "float" => CoreTag::Float,
            "bool" => CoreTag::Bool,
            "null" => CoreTag::Null,
            "map" => CoreTag::Map,
            "seq" => CoreTag::Seq,
            _ => return None,
        };
        Some(Self { span, meaning: Meaning::Core(core) })
    }

    /// The tag `!`.
    pub(crate) fn non_specific(span: Span) -> Self {
        Self { span, meaning: Meaning::NonSpecific }
    }

    /// The key of the intrinsic function that the short form stands for: `Fn::Sub` for `!Sub`, `Ref` for `!Ref`.
    #[must_use]
    pub fn intrinsic(&self) -> Option<&'static str> {
        match self.meaning {
            Meaning::Intrinsic { full, .. } => Some(full),
            Meaning::Core(_) | Meaning::NonSpecific => None,
        }
    }

    /// The short form without its `!`: `Sub` for `!Sub`.
    #[must_use]
    pub fn short(&self) -> Option<&'static str> {
        match self.meaning {
            Meaning::Intrinsic { short, .. } => Some(short),
            Meaning::Core(_) | Meaning::NonSpecific => None,
        }
    }

    /// YAML's own tag, where it is one.
    #[must_use]
    pub fn core(&self) -> Option<CoreTag> {
        match self.meaning {
            Meaning::Core(core) => Some(core),
            Meaning::Intrinsic { .. } | Meaning::NonSpecific => None,
        }
    }
}

/// The full form of a short one: `Fn::Sub` for `Sub`.
pub(crate) fn full_name(short: &'static str) -> &'static str {
    INTRINSICS.iter().find(|(known, _)| *known == short).map_or(short, |(_, full)| full)
}

/// The short forms, as a help prints them: `!And, !Base64, ...`.
pub(crate) fn known_tags() -> String {
    let names: Vec<String> = INTRINSICS.iter().map(|(short, _)| format!("!{short}")).collect();
    names.join(", ")
}
