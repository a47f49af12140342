//! The syntax tree of a text with variables. Ranges are bytes of the outermost text, in nested parts too.

/// A half-open range of bytes in the text that was handed to [`parse`](crate::parse).
pub type Range = std::ops::Range<usize>;

/// A short text: up to 24 bytes, which most names and addresses are, take no memory of their own.
pub type Short = compact_str::CompactString;

/// What encloses a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `${...}`, Serverless's own.
    Dollar,
    /// `$<...>`, Sealform's own, for files in which `${...}` is left to somebody else.
    Angle,
    /// What `provider.variableSyntax` puts in place of `${...}` in v1 and v2.
    Custom(Shape),
}

/// A shape that `provider.variableSyntax` gives to the old engine's variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `$<...>`: under the old engine's rules, not Sealform's.
    Angle,
    /// `${{...}}`.
    DoubleBrace,
    /// `#{...}`.
    Hash,
}

impl Delimiter {
    /// The character that ends a variable.
    #[must_use]
    pub const fn closer(self) -> char {
        match self {
            Self::Dollar | Self::Custom(Shape::DoubleBrace | Shape::Hash) => '}',
            Self::Angle | Self::Custom(Shape::Angle) => '>',
        }
    }

    /// All that ends a variable.
    #[must_use]
    pub const fn closing(self) -> &'static str {
        match self {
            Self::Dollar | Self::Custom(Shape::Hash) => "}",
            Self::Angle | Self::Custom(Shape::Angle) => ">",
            Self::Custom(Shape::DoubleBrace) => "}}",
        }
    }

    /// The characters that begin a variable.
    #[must_use]
    pub const fn opener(self) -> &'static str {
        match self {
            Self::Dollar => "${",
            Self::Angle | Self::Custom(Shape::Angle) => "$<",
            Self::Custom(Shape::DoubleBrace) => "${{",
            Self::Custom(Shape::Hash) => "#{",
        }
    }
}

/// A piece of a text: plain, or a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// Plain text.
    Text {
        /// Where it stands, escapes included.
        range: Range,
        /// The text with escapes undone: `\${` has become `${`.
        value: Short,
    },
    /// A variable.
    Variable(Variable),
}

/// One `${...}`, `$<...>` or what stands for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// From the first character to behind the closing one.
    pub range: Range,
    /// What encloses it.
    pub delimiter: Delimiter,
    /// What may give the value, first tried first; never empty.
    pub alternatives: Vec<Alternative>,
}

/// One of the comma-separated parts of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Alternative {
    /// A source to ask.
    Source(Source),
    /// A value written out.
    Literal {
        /// Where it stands, quotes included.
        range: Range,
        /// The value.
        value: Literal,
    },
}

/// `name(params):address`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// From the name to the end of the address (or of what there is).
    pub range: Range,
    /// The name as written. The old engine's Region stays in it: `ssm.us-east-1`.
    pub name: Short,
    /// Where the name stands.
    pub name_range: Range,
    /// What stands in parentheses; `None` without parentheses.
    pub params: Option<Vec<Param>>,
    /// What stands behind the colon; `None` without a colon or with nothing behind it.
    pub address: Option<Address>,
}

/// One of the comma-separated params of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Where it stands, quotes included.
    pub range: Range,
    /// Whether it is written in quotes.
    pub quoted: bool,
    /// What it holds.
    pub value: ParamValue,
}

/// What a param holds.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// A bare `true`, `null` or number. A bare `false` or `0` is [`Literal::Null`], and so is an empty param: the
    /// new engine drops falsy params (`generateMeta` of serverless 3.40.0's parse.js). Never [`Literal::Text`].
    Literal(Literal),
    /// Text, quoted or bare; in quotes it is one [`Segment::Text`], for quoted text is not searched for variables.
    Text(Vec<Segment>),
}

/// What stands behind the colon of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Where it stands, quotes included.
    pub range: Range,
    /// Whether it is written in quotes.
    pub quoted: bool,
    /// Its text and the variables in it; empty where the address is white space other than blanks.
    pub segments: Vec<Segment>,
}

/// A value written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as JavaScript's `Number()` reads it: never NaN, but it may be infinite.
    Number(f64),
    /// Text in quotes.
    Text(Box<str>),
}

impl Variable {
    /// The variables that stand in this one's addresses and params, one level down, in the order of the text.
    pub fn nested(&self) -> impl Iterator<Item = &Variable> {
        let sources = self.alternatives.iter().filter_map(|alternative| match alternative {
            Alternative::Source(source) => Some(source),
            Alternative::Literal { .. } => None,
        });
        sources.flat_map(|source| {
            let params = source.params.iter().flatten().flat_map(|param| match &param.value {
                ParamValue::Text(segments) => segments.as_slice(),
                ParamValue::Literal(_) => &[],
            });
            let address = source.address.iter().flat_map(|address| &address.segments);
            params.chain(address).filter_map(|segment| match segment {
                Segment::Variable(variable) => Some(variable),
                Segment::Text { .. } => None,
            })
        })
    }
}

impl Param {
    /// The param's text if it is text without variables.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        match &self.value {
            ParamValue::Text(segments) => plain(segments),
            ParamValue::Literal(_) => None,
        }
    }
}

impl Address {
    /// The address if no variable stands in it.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        plain(&self.segments)
    }
}

fn plain(segments: &[Segment]) -> Option<&str> {
    match segments {
        [] => Some(""),
        [Segment::Text { value, .. }] => Some(value),
        _ => None,
    }
}
