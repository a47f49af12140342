//! What a diagnostic code is. The codes themselves are the registry in `codes.rs`.

/// Who can mend what a code reports; it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The user, in files, flags or parameters: exit 1.
    Input,
    /// The world: a denied or failed call, an unreadable file: exit 3.
    World,
    /// Sealform itself: exit 70.
    Bug,
}

/// Where a code is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// In docs/diagnostics.md, with all others that are no lint rule's.
    Diagnostics,
    /// On a page of its own in docs/rules/: it is a lint rule's.
    Rule,
}

/// One thing that Sealform can report: `SF` and three digits, and a name that reads well after "allow".
///
/// The number says nothing about severity and is never reused. Groups: 0xx syntax, 1xx references and resolving,
/// 2xx exposure, 3xx sealing, 4xx runtime access, 5xx emitting, 6xx the world, 9xx internal.
#[derive(Debug)]
pub struct Code {
    /// The number behind `SF`, 1 to 999.
    pub number: u16,
    /// The name in kebab case.
    pub name: &'static str,
    /// Who can mend it.
    pub blame: Blame,
    /// Where the documentation explains it.
    pub page: Page,
    /// What it means and what to do, as Markdown; the first line is one sentence.
    pub explanation: &'static str,
}

impl Code {
    /// The code as it is printed, for example `SF201`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("SF{:03}", self.number)
    }

    /// Where the documentation explains it.
    #[must_use]
    pub fn url(&self) -> String {
        let page = match self.page {
            Page::Diagnostics => format!("diagnostics.md#sf{:03}", self.number),
            Page::Rule => format!("rules/SF{:03}.md", self.number),
        };
        format!("https://github.com/sealform/sealform/blob/main/docs/{page}")
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}
