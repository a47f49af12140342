//! CloudFormation's short tags as the long form that JSON templates use: `!GetAtt A.B` is `{"Fn::GetAtt": ["A", "B"]}`.

use sealform_diagnostic::Span;
use sealform_yaml::Scalar;

use crate::{Expression, Mapping, Tree, Value};

/// Wraps `tree` in the intrinsic function `name` (`Ref`, `Condition` or `Fn::...`), as the Serverless Framework's reader does
/// (`@serverless/utils/cloudformation-schema.js`, 6.15, read 2026-11-23): `GetAtt`'s text is split at the first dot only.
pub(crate) fn intrinsic(name: &str, tag_span: Span, tree: Tree<Expression>) -> Tree<Expression> {
    let span = tree.span;
    let argument = match (name, &tree.value) {
        ("Fn::GetAtt", Value::Leaf(Expression::Scalar(Scalar::Text(text)))) => match text.split_once('.') {
            Some((resource, attribute)) => {
                let part = |part: &str| Tree::leaf(span, Expression::Scalar(Scalar::Text(part.to_owned())));
                Tree::sequence(span, vec![part(resource), part(attribute)])
            }
            None => tree,
        },
        _ => tree,
    };
    let mut mapping = Mapping::with_capacity(1);
    mapping.insert(name, tag_span, argument);
    Tree::mapping(span, mapping)
}
