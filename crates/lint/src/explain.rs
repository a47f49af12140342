//! The explanation of a code as Markdown: a rule's page, or what the registry says.

use sealform_diagnostic::Code;

use crate::rules::RULES;

/// What `code` means and what to do. The first line is one sentence.
#[must_use]
pub fn explain(code: &Code) -> String {
    let page = RULES.iter().find(|rule| rule.code == code).map_or(code.explanation, |rule| rule.page);
    // A doc comment's lines begin with the blank that is behind its slashes.
    let text: String = page.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
    // What the test of rules expects of an example is said in words here.
    text.replace("```yaml,bad", "Found:\n\n```yaml").replace("```yaml,good", "Silent:\n\n```yaml")
}
