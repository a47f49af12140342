//! The sealed service as the template needs it: its names, and its functions in order.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_secret::seal::{SealedFunction, SealedService};
use sealform_secret::{Public, SealedLeaf};

use crate::look;
use crate::naming;
use crate::node::Node;

/// A service. Sealing made one map each of `functions` and `resources`.
pub(crate) struct Service<'s> {
    pub(crate) sealed: &'s SealedService,
    /// The service's name.
    pub(crate) name: Public,
    /// The stage that is deployed.
    pub(crate) stage: Public,
    /// The Region that is deployed to.
    pub(crate) region: Public,
    provider: Option<&'s Node>,
    /// The functions that are not `null`.
    pub(crate) functions: Vec<Function<'s>>,
}

/// A function of `functions`.
pub(crate) struct Function<'s> {
    /// Its key.
    pub(crate) key: &'s str,
    /// Where its key is written.
    pub(crate) span: Span,
    /// `FunctionName`.
    pub(crate) name: Public,
    /// Its settings.
    pub(crate) tree: &'s Node,
    /// What sealing made of it, and its place among the sealed functions.
    pub(crate) sealed: Option<(usize, &'s SealedFunction)>,
    /// What the logical IDs of all that is made for it begin with.
    stem: String,
}

impl<'s> Service<'s> {
    /// Reads the names and functions. A function whose key or shape makes no resource is reported (SF051) and left out.
    pub(crate) fn read(sealed: &'s SealedService, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let tree = &sealed.tree;
        let provider = look::given(tree, "provider");
        let name = look::given_at(tree, &["service", "name"]).or_else(|| look::given(tree, "service")).and_then(look::public);
        let mut service = Self {
            sealed,
            name: name.cloned().unwrap_or_else(|| Public::fixed("")),
            stage: sealed.stage.clone(),
            region: sealed.region.clone(),
            provider,
            functions: Vec::new(),
        };
        service.functions = service.read_functions(diagnostics);
        service
    }

    /// The setting `key` of the provider, where it is written and not `null`.
    pub(crate) fn provider(&self, key: &str) -> Option<&'s Node> {
        look::given(self.provider?, key)
    }

    /// The setting `key` of the provider, where JavaScript takes it for true.
    pub(crate) fn provider_truthy(&self, key: &str) -> Option<&'s Node> {
        look::truthy(self.provider?, key)
    }

    /// The provider's setting at the end of `path`, where it is written and not `null`.
    pub(crate) fn provider_at(&self, path: &[&str]) -> Option<&'s Node> {
        look::given_at(self.provider?, path)
    }

    /// Whether the provider has a setting `key`, whatever it is.
    pub(crate) fn provider_has(&self, key: &str) -> bool {
        self.provider.is_some_and(|provider| provider.get(key).is_some())
    }

    /// The setting `key` of the function, else of the provider, where JavaScript takes it for true.
    pub(crate) fn either<'t>(&'t self, function: &'t Function<'s>, key: &str) -> Option<&'t Node> {
        function.truthy(key).or_else(|| self.provider_truthy(key))
    }

    /// The function of that key.
    pub(crate) fn function(&self, key: &str) -> Option<&Function<'s>> {
        self.functions.iter().find(|function| function.key == key)
    }

    /// `<service>-<stage>`, with `suffix` behind it.
    pub(crate) fn prefixed(&self, suffix: &Public) -> Public {
        Public::concat([&self.name, &Public::fixed("-"), &self.stage, suffix])
    }

    fn read_functions(&self, diagnostics: &mut Vec<Diagnostic>) -> Vec<Function<'s>> {
        let Some(functions) = look::given(&self.sealed.tree, "functions") else { return Vec::new() };
        let Some(entries) = functions.as_mapping() else {
            diagnostics.push(Diagnostic::error(&registry::WRONG_SHAPE, "`functions` is not a mapping of functions").at(functions.span, ""));
            return Vec::new();
        };
        entries.iter_with_spans().filter_map(|(key, span, tree)| self.read_function(key, span, tree, diagnostics)).collect()
    }

    fn read_function(&self, key: &'s str, span: Span, tree: &'s Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Function<'s>> {
        if tree.as_leaf().is_some_and(SealedLeaf::is_null) {
            return None;
        }
        if tree.as_mapping().is_none() {
            diagnostics
                .push(Diagnostic::error(&registry::WRONG_SHAPE, format!("the function `{key}` is not a mapping of settings")).at(span, ""));
            return None;
        }
        let stem = naming::of_function(key);
        if !naming::is_logical_id(&stem) {
            diagnostics.push(
                Diagnostic::error(
                    &registry::WRONG_SHAPE,
                    format!("the function's key `{key}` holds a character that no logical ID can hold"),
                )
                .at(span, "")
                .help("A function's key holds letters, digits, `-` and `_`."),
            );
            return None;
        }
        let sealed = self.sealed.functions.get_full(key).map(|(place, _, sealed)| (place, sealed));
        let name = sealed.and_then(|(_, sealed)| sealed.name.clone()).unwrap_or_else(|| self.function_name(key, tree));
        Some(Function { key, span, name, tree, sealed, stem })
    }

    fn function_name(&self, key: &str, tree: &Node) -> Public {
        look::truthy(tree, "name")
            .and_then(look::public)
            .cloned()
            .unwrap_or_else(|| self.prefixed(&Public::concat([&Public::fixed("-"), &Public::key(key)])))
    }
}

impl Function<'_> {
    /// The logical ID of the function's thing `suffix`.
    pub(crate) fn id(&self, suffix: &str) -> String {
        [&self.stem, suffix].concat()
    }

    /// The setting `key`, where JavaScript takes it for true.
    pub(crate) fn truthy(&self, key: &str) -> Option<&Node> {
        look::truthy(self.tree, key)
    }

    /// Its events.
    pub(crate) fn events(&self) -> &[Node] {
        look::given(self.tree, "events").and_then(Node::as_sequence).unwrap_or_default()
    }
}
