//! What CloudFormation refuses for its size, and what deploying asks for.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::Tree;

use crate::look;
use crate::node::Node;

/// CloudFormation's limits on the entries of a section (AWS CloudFormation User Guide, "Understand CloudFormation quotas", read 2026-11-23).
const SECTIONS: [(&str, usize); 4] = [("Resources", 500), ("Outputs", 200), ("Parameters", 200), ("Mappings", 200)];

/// The largest template in S3, in bytes (same page: 1 MB).
const MAX_BYTES: usize = 1_000_000;

/// The largest template in a request, in bytes (same page).
const MAX_INLINE_BYTES: usize = 51_200;

/// Resources with names of their own need CAPABILITY_NAMED_IAM (AWS CloudFormation API Reference, "CreateStack", read 2026-11-23).
const NAMED: [(&str, &str); 5] = [
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IAM::Group", "GroupName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
];

/// Judges the length of a template's text: an error (SF507) beyond 1,000,000 bytes, a note (SF507) beyond the 51,200 bytes of a request.
#[must_use]
pub fn check_size(text: &str) -> Option<Diagnostic> {
    let bytes = text.len();
    if bytes > MAX_BYTES {
        let message = format!("the template has {bytes} bytes, and CloudFormation reads {MAX_BYTES}");
        return Some(Diagnostic::error(&registry::TEMPLATE_LIMIT, message).help("Split the service."));
    }
    (bytes > MAX_INLINE_BYTES).then(|| {
        Diagnostic::note(
            &registry::TEMPLATE_LIMIT,
            format!("the template has {bytes} bytes, more than the {MAX_INLINE_BYTES} of a request"),
        )
        .help("Deploy it from S3: `aws cloudformation deploy --s3-bucket BUCKET`.")
    })
}

/// Counts the entries of the template's sections (SF507) and looks for roles with names (SF510).
pub(crate) fn check(template: &Node, diagnostics: &mut Vec<Diagnostic>) {
    for (section, limit) in SECTIONS {
        let count = template.get(section).and_then(Tree::as_mapping).map_or(0, |entries| entries.len());
        if count > limit {
            diagnostics.push(
                Diagnostic::error(
                    &registry::TEMPLATE_LIMIT,
                    format!("the template has {count} {}, and CloudFormation takes {limit}", section.to_lowercase()),
                )
                .help("Split the service."),
            );
        }
    }
    let Some(resources) = template.get("Resources").and_then(Tree::as_mapping).filter(|resources| !resources.is_empty()) else {
        diagnostics.push(
            Diagnostic::error(&registry::TEMPLATE_LIMIT, "the template has no resource, and CloudFormation needs one")
                .help("Add a function, or a resource under `resources`."),
        );
        return;
    };
    let named = resources.iter_with_spans().find(|(_, _, resource)| {
        let kind = look::given(resource, "Type").and_then(look::text);
        NAMED.iter().any(|(named, name)| kind == Some(*named) && look::given_at(resource, &["Properties", name]).is_some())
    });
    if let Some((id, span, _)) = named {
        diagnostics.push(
            Diagnostic::note(&registry::NAMED_ROLES, format!("`{id}` has a name of its own"))
                .at(span, "")
                .help("Deploy with `--capabilities CAPABILITY_NAMED_IAM`."),
        );
    }
}
