//! Where a value goes, by the path that it stands at.

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sink {
    /// The environment of a Lambda function, or of all of them.
    LambdaEnvironment,
    /// A property of a resource of the template.
    ResourceProperty,
    /// Metadata of a resource or of the template.
    Metadata,
    /// An output of the template.
    Output,
    /// A description, shown in consoles.
    Description,
    /// A tag, shown in consoles and bills.
    Tag,
    /// A policy of IAM.
    Policy,
    /// An event of a function.
    Event,
    /// `custom`, `params` or `stages`: not emitted itself.
    Custom,
    /// The address or a param of another reference.
    Address,
    /// Any other setting.
    Setting,
}

impl Sink {
    /// The word in tables and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LambdaEnvironment => "lambda-environment",
            Self::ResourceProperty => "resource-property",
            Self::Metadata => "metadata",
            Self::Output => "output",
            Self::Description => "description",
            Self::Tag => "tag",
            Self::Policy => "policy",
            Self::Event => "event",
            Self::Custom => "custom",
            Self::Address => "address",
            Self::Setting => "setting",
        }
    }

    /// The sink at `path`: keys of maps, and indexes of lists in decimal.
    ///
    /// It reads a service and a template of CloudFormation or SAM alike.
    pub(super) fn of(path: &[&str]) -> Self {
        match path {
            ["custom" | "params" | "stages", ..] => Self::Custom,
            ["provider", rest @ ..] => Self::of_provider(rest),
            ["functions", item, rest @ ..] if is_index(item) => Self::of_function(rest.get(1..).unwrap_or_default()),
            ["functions", _, rest @ ..] => Self::of_function(rest),
            ["resources", item, rest @ ..] if is_index(item) => Self::of_template(rest),
            ["resources", rest @ ..] => Self::of_template(rest),
            ["Resources" | "Outputs" | "Globals" | "Metadata" | "Description", ..] => Self::of_template(path),
            _ => Self::Setting,
        }
    }

    fn of_provider(path: &[&str]) -> Self {
        match path {
            ["environment", ..] => Self::LambdaEnvironment,
            ["tags" | "stackTags", ..] => Self::Tag,
            ["iam" | "iamRoleStatements" | "resourcePolicy" | "stackPolicy", ..] => Self::Policy,
            _ => Self::Setting,
        }
    }

    fn of_function(path: &[&str]) -> Self {
        match path {
            ["environment", ..] => Self::LambdaEnvironment,
            ["tags", ..] => Self::Tag,
            ["description"] => Self::Description,
            ["events", ..] => Self::Event,
            ["iamRoleStatements", ..] => Self::Policy,
            _ => Self::Setting,
        }
    }

    fn of_template(path: &[&str]) -> Self {
        match path {
            ["Outputs", ..] => Self::Output,
            ["Metadata", ..] | ["Resources", _, "Metadata", ..] => Self::Metadata,
            ["Description"] => Self::Description,
            ["Globals", "Function", "Environment", "Variables", ..]
            | ["Resources" | "extensions", _, "Properties", "Environment", "Variables", ..] => Self::LambdaEnvironment,
            ["Resources" | "extensions", _, "Properties", property, ..] => match *property {
                "Tags" => Self::Tag,
                "Description" => Self::Description,
                "Policies" | "PolicyDocument" | "AssumeRolePolicyDocument" | "KeyPolicy" => Self::Policy,
                _ => Self::ResourceProperty,
            },
            _ => Self::Setting,
        }
    }
}

fn is_index(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_sinks() {
        for (path, sink) in [
            ("provider.environment.X", Sink::LambdaEnvironment),
            ("functions.a.environment.X", Sink::LambdaEnvironment),
            ("functions.0.a.environment.X", Sink::LambdaEnvironment),
            ("functions.a.events.0.http.path", Sink::Event),
            ("functions.a.description", Sink::Description),
            ("functions.a.name", Sink::Setting),
            ("provider.iam.role.statements.0.Resource", Sink::Policy),
            ("provider.tags.Owner", Sink::Tag),
            ("provider.stage", Sink::Setting),
            ("resources.Resources.Db.Properties.MasterUserPassword", Sink::ResourceProperty),
            ("resources.0.Resources.Db.Properties.Tags.0.Value", Sink::Tag),
            ("Resources.F.Properties.Environment.Variables.X", Sink::LambdaEnvironment),
            ("resources.Outputs.Url.Value", Sink::Output),
            ("custom.x", Sink::Custom),
            ("params.default.x", Sink::Custom),
            ("service", Sink::Setting),
        ] {
            assert_eq!(Sink::of(&path.split('.').collect::<Vec<_>>()), sink, "{path}");
        }
    }
}
