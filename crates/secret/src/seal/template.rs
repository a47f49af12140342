//! A template by itself: sealed as the `resources` of a service are, and SAM's `Globals` with them.

use indexmap::IndexMap;
use sealform_model::Tree;

use super::elsewhere::{Resource, Walk};
use super::pass::Pass;
use super::{SealedFunction, resources};
use crate::access::Grant;
use crate::{Classified, Public, SealedLeaf};

/// The section whose settings all of SAM's functions get.
pub(super) const GLOBALS: &str = "Globals";

/// The resources that `Globals.Function` is for ("Globals section", AWS SAM Developer Guide, read 2026-11-25).
const GETS_GLOBALS: &str = "AWS::Serverless::Function";

/// Seals a template. What is sealed in `Globals` every function of SAM must open.
pub(super) fn seal(template: &Tree<Classified>, sealed: &mut IndexMap<Box<str>, SealedFunction>, pass: &mut Pass<'_>) -> Tree<SealedLeaf> {
    let mut shared = Vec::new();
    let result = resources::seal_with(template, sealed, pass, |key, section, pass| {
        (key == GLOBALS).then(|| {
            let (tree, grants) = globals(section, pass);
            shared = grants;
            tree
        })
    });
    for (logical_id, function) in sealed {
        let resource_type = template.at(&["Resources", logical_id, "Type"]).and_then(Tree::as_leaf).and_then(Classified::as_public);
        if resource_type.and_then(Public::as_str) == Some(GETS_GLOBALS) {
            let new: Vec<Grant> = shared.iter().filter(|grant| !function.grants.contains(grant)).cloned().collect();
            function.grants.extend(new);
        }
    }
    result
}

fn globals(section: &Tree<Classified>, pass: &mut Pass<'_>) -> (Tree<SealedLeaf>, Vec<Grant>) {
    let resource = Resource { logical_id: GLOBALS, resource_type: "", is_function: true, function_name: None };
    let mut walk = Walk::of_resource(pass, resource);
    let tree = walk.at(&["resources", GLOBALS], |walk| walk.tree(section));
    (tree, walk.into_grants())
}
