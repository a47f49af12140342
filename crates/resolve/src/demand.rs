//! Which parts of a service are wanted: what nobody reads is not resolved, and costs no question.

/// What is resolved of a service. The rest is left out of the tree.
#[derive(Clone, Debug)]
pub struct Demand {
    pub(crate) want: Want,
}

/// Whether a render emits events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Events {
    /// Events, and the settings of `provider` that only they read.
    Wanted,
    /// Neither.
    Skipped,
}

/// What is wanted of one value.
#[derive(Clone, Debug)]
pub(crate) enum Want {
    /// All of it.
    Everything,
    /// Nothing: it is left out.
    Nothing,
    /// These keys as they say, all other keys as `others` says. A list stands for its items merged, as `functions:` may be one.
    Keys {
        /// Keys with a rule of their own.
        listed: Vec<(Box<str>, Want)>,
        /// The rule of all other keys.
        others: Box<Want>,
    },
}

/// Settings of `provider` that only events read (Serverless 3.40 `lib/plugins/aws/package/compile/events`, read 2026-11-23).
const EVENT_SETTINGS: &[&str] = &[
    "alb",
    "apiGateway",
    "apiKeys",
    "apiName",
    "cloudFront",
    "endpointType",
    "eventBridge",
    "httpApi",
    "resourcePolicy",
    "s3",
    "usagePlan",
    "vpcEndpointIds",
    "websocket",
    "websocketsApiName",
    "websocketsApiRouteSelectionExpression",
    "websocketsDescription",
];

/// What of `custom` the emulated plugins read.
const PLUGIN_SETTINGS: &[&str] = &["serverless-iam-roles-per-function"];

impl Demand {
    /// What a template is made of. Everything else, an unused `custom.x: ${ssm:...}` above all, is left alone.
    #[must_use]
    pub fn render(events: Events) -> Self {
        let (provider, function) = match events {
            Events::Wanted => (Want::Everything, Want::Everything),
            Events::Skipped => (Want::all_but(EVENT_SETTINGS), Want::all_but(&["events"])),
        };
        let functions = Want::Keys { listed: Vec::new(), others: Box::new(function) };
        let custom = Want::only(PLUGIN_SETTINGS.iter().map(|&key| (key, Want::Everything)));
        Self {
            want: Want::only([
                ("service", Want::Everything),
                ("plugins", Want::Everything),
                ("provider", provider),
                ("package", Want::Everything),
                ("layers", Want::Everything),
                ("functions", functions),
                ("resources", Want::Everything),
                ("custom", custom),
            ]),
        }
    }

    /// The environments of all functions, and the resources, where further functions are.
    #[must_use]
    pub fn environments() -> Self {
        let environment = || Want::only([("environment", Want::Everything)]);
        let functions = Want::Keys { listed: Vec::new(), others: Box::new(environment()) };
        Self { want: Want::only([("provider", environment()), ("functions", functions), ("resources", Want::Everything)]) }
    }

    /// What stands at one dotted path.
    #[must_use]
    pub fn path(path: &str) -> Self {
        let want = path.split('.').rev().fold(Want::Everything, |inner, key| Want::only([(key, inner)]));
        Self { want }
    }

    /// Everything that is written.
    #[must_use]
    pub fn all() -> Self {
        Self { want: Want::Everything }
    }
}

impl Want {
    /// What is wanted of the value under `key`.
    pub(crate) fn of_key(&self, key: &str) -> &Self {
        match self {
            Self::Keys { listed, others } => listed.iter().find(|(name, _)| **name == *key).map_or(&**others, |(_, want)| want),
            whole => whole,
        }
    }

    fn only<'k>(keys: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        let listed = keys.into_iter().map(|(key, want)| (key.into(), want)).collect();
        Self::Keys { listed, others: Box::new(Self::Nothing) }
    }

    fn all_but(keys: &[&str]) -> Self {
        let listed = keys.iter().map(|&key| (key.into(), Self::Nothing)).collect();
        Self::Keys { listed, others: Box::new(Self::Everything) }
    }
}
