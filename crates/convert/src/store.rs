//! Clear texts that go to Parameter Store on the way: the path under which they are to be put, and what each is named there.

use sealform_reference::{Alternative, Grammar, Segment, Variable};
use sealform_resolve::Dialect;

use crate::project::Project;
use crate::unit::Place;

/// What a path may be made of: what the command line, the file and the account say. What AWS is asked for would have to exist before it.
const SOURCES: [&str; 6] = ["self", "opt", "env", "sls", "param", "aws"];
/// Those that v1 and the old engine of v2 know (Serverless Framework 1.83, `Variables.js`, read 2026-11-25).
const OLD_SOURCES: [&str; 3] = ["self", "opt", "env"];

/// The path that `--store-under` gives, without a slash at its end; variables in it stay in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreUnder(String);

impl StoreUnder {
    /// Reads the path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let path = text.strip_suffix('/').unwrap_or(text);
        let segments = sealform_reference::parse(path, Grammar::Modern).map_err(|_| "a variable in it is broken")?;
        match segments.first() {
            Some(Segment::Variable(_)) => {}
            Some(Segment::Text { value, .. }) if value.starts_with('/') => {}
            _ => return Err("it begins with a slash"),
        }
        for segment in &segments {
            match segment {
                // AWS Systems Manager API Reference, PutParameter, "Name", read 2026-11-25.
                Segment::Text { value, .. } if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte)) => {
                    return Err("it is made of letters, digits, `/`, `.`, `_`, `-` and variables");
                }
                Segment::Text { value, .. } if value.contains("//") => return Err("a part of it is empty"),
                Segment::Text { .. } => {}
                Segment::Variable(variable) if is_made_of(variable, &SOURCES) => {}
                Segment::Variable(_) => return Err("its variables are of `self`, `opt`, `env`, `sls`, `param` or `aws`"),
            }
        }
        let first = path.trim_start_matches('/').to_ascii_lowercase();
        if first.starts_with("aws") || first.starts_with("ssm") {
            return Err("names that begin with `aws` or `ssm` are reserved");
        }
        Ok(Self(path.to_owned()))
    }

    /// The name of the parameter that holds what is called `name`; `None` where Parameter Store takes no such name.
    pub(crate) fn path(&self, name: &str) -> Option<String> {
        let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        fits.then(|| format!("{}/{name}", self.0))
    }

    /// Whether the file's version reads the variables in it as they are meant.
    pub(crate) fn is_read(&self, project: &Project) -> bool {
        let variables = |grammar| -> Option<Vec<Variable>> {
            let segments = sealform_reference::parse(&self.0, grammar).ok()?;
            Some(
                segments
                    .into_iter()
                    .filter_map(|segment| if let Segment::Variable(variable) = segment { Some(variable) } else { None })
                    .collect(),
            )
        };
        let (Some(meant), Some(read)) = (variables(Grammar::Modern), variables(project.grammar)) else { return false };
        let old = matches!(project.dialect, Dialect::V1 | Dialect::V2Legacy);
        meant.len() == read.len() && (!old || read.iter().all(|variable| is_made_of(variable, &OLD_SOURCES)))
    }
}

fn is_made_of(variable: &Variable, sources: &[&str]) -> bool {
    let known = |alternative: &Alternative| match alternative {
        Alternative::Source(source) => sources.contains(&&*source.name),
        Alternative::Literal { .. } => true,
    };
    variable.alternatives.iter().all(known) && variable.nested().into_iter().all(|nested| is_made_of(nested, sources))
}

/// Where a clear text comes from that goes to Parameter Store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `env:X` and its like: what whoever deploys says.
    Deployer(String),
    /// It is written out here.
    Literal(Place),
}

impl Origin {
    /// Whether two origins bring one value.
    pub(crate) fn is_same(&self, other: &Self, project: &Project) -> bool {
        match (self, other) {
            (Self::Deployer(one), Self::Deployer(other)) => one == other,
            (Self::Literal(one), Self::Literal(other)) => project.text(*one) == project.text(*other),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_of_parameter_store() {
        let path = |text| StoreUnder::parse(text).map(|under| under.path("X").expect("it is a name"));
        assert_eq!(path("/shop/dev"), Ok("/shop/dev/X".to_owned()));
        assert_eq!(path("/shop/${sls:stage}/"), Ok("/shop/${sls:stage}/X".to_owned()));
        assert_eq!(path("${self:custom.prefix}"), Ok("${self:custom.prefix}/X".to_owned()));
        assert_eq!(path("/shop/${opt:stage, self:provider.stage}"), Ok("/shop/${opt:stage, self:provider.stage}/X".to_owned()));
        for wrong in
            ["", "/", "shop", "/shop//dev", "/a b", "/$HOME", "/a/${sls:stage", "/aws/x", "/SSM", "/${ssm:/stage}", "/${env:${cf:a.b}}"]
        {
            assert!(path(wrong).is_err(), "{wrong}");
        }
        assert_eq!(StoreUnder::parse("/p").map(|under| under.path("a b")), Ok(None));
    }
}
