//! `${git:fact}`: what git knows of the service's folder. v4 knows it by itself, older versions by a plugin.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::{Answer, GitFact, Origin, Question};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Git;

const ROW: SourceRow = SourceRow {
    name: "git",
    dialects: "v4; the others with serverless-plugin-git-variables",
    address: "`${git:sha1}`; describe, describeLight, sha1, commit, branch, message, messageSubject, messageBody, user, email, isDirty, repository, tags",
    asks: "git in the service's folder",
    judged: "by name and form",
};

/// The plugin that brings `git` into v1, v2 and v3.
const PLUGIN: &str = "serverless-plugin-git-variables";

impl Source for Git {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        if context.state.inputs.dialect != Dialect::V4
            && !call.is_angle()
            && !value_of!(context.plugins()).iter().any(|name| **name == *PLUGIN)
        {
            let message = format!("before v4 the source `git` needs the plugin {PLUGIN}");
            let diagnostic = Diagnostic::error(&registry::UNKNOWN_SOURCE, message).at(call.source_span(), "");
            context.report(diagnostic.help(format!("add `{PLUGIN}` to `plugins`; Sealform reads its variables without installing it")));
            return Outcome::Failed;
        }
        let Some((name, fact)) = call.address.as_deref().and_then(|address| fact(address).map(|fact| (address, fact))) else {
            let help = "it knows describe, describeLight, sha1, commit, branch, message, messageSubject, messageBody, user, email, isDirty, \
                        repository and tags";
            return context.bad_address(call, "`git` has no such address", help);
        };
        match context.ask(Question::Git(fact), call.span()) {
            None => Outcome::Pending,
            Some(Answer::Git(Some(text))) => Outcome::Value(context.outside(call, text, Origin::Named, &[name])),
            Some(_) => Outcome::Missing,
        }
    }
}

fn fact(name: &str) -> Option<GitFact> {
    Some(match name {
        "describe" => GitFact::Describe,
        "describeLight" => GitFact::DescribeLight,
        "sha1" => GitFact::Sha1,
        "commit" => GitFact::Commit,
        "branch" => GitFact::Branch,
        "message" => GitFact::Message,
        "messageSubject" => GitFact::MessageSubject,
        "messageBody" => GitFact::MessageBody,
        "user" => GitFact::User,
        "email" => GitFact::Email,
        "isDirty" => GitFact::IsDirty,
        "repository" => GitFact::Repository,
        "tags" => GitFact::Tags,
        _ => return None,
    })
}
