//! Where a value lands, by the path that it stands at: who can read it there, and what may stand there instead.

/// Where a value lands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sink {
    /// The environment of a Lambda function, or of all of them: shown in its configuration.
    LambdaEnvironment,
    /// The environment of a container or of a build: shown by ECS, Batch, App Runner, CodeBuild, Amplify, Elastic Beanstalk.
    ContainerEnvironment,
    /// What an instance runs at its start, and its CloudFormation::Init: readable from the instance and through EC2's API.
    UserData,
    /// Code, a build, a state machine or a command, written out in the template.
    Code,
    /// The value of a String parameter of Parameter Store.
    PlainParameter,
    /// The value of an API key.
    ApiKey,
    /// A stage variable of an API.
    StageVariable,
    /// An output of the stack.
    Output,
    /// Metadata of a resource or of the template.
    Metadata,
    /// A description.
    Description,
    /// A tag.
    Tag,
    /// A name of a thing.
    Name,
    /// A policy of IAM.
    Policy,
    /// An event of a function.
    Event,
    /// Another property of a resource.
    Property,
    /// Another setting of the service that ends in its template.
    Setting,
    /// Nothing of it is deployed: conditions, rules, what the Serverless Framework keeps for itself.
    Nowhere,
}

impl Sink {
    /// What it is called in messages: "lands in ...".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::LambdaEnvironment => "a Lambda environment",
            Self::ContainerEnvironment => "a container's environment",
            Self::UserData => "user data",
            Self::Code => "code that is written out in the template",
            Self::PlainParameter => "a parameter that Parameter Store keeps in clear",
            Self::ApiKey => "the value of an API key",
            Self::StageVariable => "a stage variable of an API",
            Self::Output => "an output of the stack",
            Self::Metadata => "the template's metadata",
            Self::Description => "a description",
            Self::Tag => "a tag",
            Self::Name => "a name",
            Self::Policy => "a policy",
            Self::Event => "an event",
            Self::Property => "a property of a resource",
            Self::Setting => "the template",
            Self::Nowhere => "nothing that is deployed",
        }
    }

    /// Whether consoles, lists and bills show it to people who may not read configurations.
    pub(crate) fn is_published(self) -> bool {
        matches!(self, Self::Output | Self::Metadata | Self::Description | Self::Tag | Self::Name)
    }

    /// Whether whoever may look at configurations, or at the stack, can read what lands there.
    pub(crate) fn is_readable(self) -> bool {
        let configured = matches!(
            self,
            Self::LambdaEnvironment | Self::ContainerEnvironment | Self::StageVariable | Self::UserData | Self::Code | Self::PlainParameter
        );
        configured || self.is_published()
    }

    /// The sink at `path` of a service.
    pub(crate) fn of_service(path: &[&str]) -> Self {
        match path {
            ["provider", rest @ ..] => Self::of_provider(rest),
            ["functions", item, rest @ ..] if is_index(item) => Self::of_function(rest.get(1..).unwrap_or_default()),
            ["functions", _, rest @ ..] => Self::of_function(rest),
            ["resources", item, rest @ ..] if is_index(item) => Self::of_template(rest),
            ["resources", rest @ ..] => Self::of_template(rest),
            ["layers", _, "description"] => Self::Description,
            // The last ones are plugins' own, which end in the template too.
            ["layers" | "package" | "stepFunctions" | "appSync" | "constructs", ..] => Self::Setting,
            ["service"] | ["service", "name"] => Self::Name,
            _ => Self::Nowhere,
        }
    }

    fn of_provider(path: &[&str]) -> Self {
        match path {
            ["environment", ..] => Self::LambdaEnvironment,
            ["apiGateway", "apiKeys", .., "value"] | ["apiKeys", .., "value"] => Self::ApiKey,
            ["tags" | "stackTags", ..] => Self::Tag,
            ["iam" | "iamRoleStatements" | "resourcePolicy" | "stackPolicy", ..] => Self::Policy,
            ["stackName" | "apiName"] => Self::Name,
            // The deploy step's own: credentials, where to look, what to notify.
            ["profile" | "credentials" | "stage" | "region" | "name" | "runtime" | "deploymentBucket" | "deploymentPrefix", ..] => {
                Self::Nowhere
            }
            _ => Self::Setting,
        }
    }

    fn of_function(path: &[&str]) -> Self {
        match path {
            ["environment", ..] => Self::LambdaEnvironment,
            ["tags", ..] => Self::Tag,
            ["description"] => Self::Description,
            ["name"] => Self::Name,
            ["events", ..] => Self::Event,
            ["iamRoleStatements", ..] => Self::Policy,
            _ => Self::Setting,
        }
    }

    /// The sink at `path` of a template of CloudFormation or SAM.
    pub(crate) fn of_template(path: &[&str]) -> Self {
        match path {
            ["Outputs", ..] => Self::Output,
            ["Resources" | "extensions", _, "Metadata", "AWS::CloudFormation::Init", ..] => Self::UserData,
            ["Metadata", ..] | ["Resources" | "extensions", _, "Metadata", ..] => Self::Metadata,
            ["Description"] => Self::Description,
            ["Globals", "Function", "Environment", "Variables", ..] => Self::LambdaEnvironment,
            ["Resources" | "extensions", _, "Properties", rest @ ..] => Self::of_property(rest),
            ["Resources" | "extensions" | "Globals", ..] => Self::Setting,
            _ => Self::Nowhere,
        }
    }

    fn of_property(path: &[&str]) -> Self {
        match path {
            ["Environment", "Variables", ..] => Self::LambdaEnvironment,
            ["UserData", ..] | ["LaunchTemplateData", "UserData", ..] => Self::UserData,
            ["Variables" | "StageVariables", ..] | ["StageDescription", "Variables", ..] => Self::StageVariable,
            ["Targets", _, "Input" | "InputTransformer", ..] | ["Target", "Input", ..] => Self::Code,
            ["Code", "ZipFile" | "Script", ..] | ["InlineCode" | "FunctionCode", ..] => Self::Code,
            ["DefinitionString" | "Definition" | "DefinitionSubstitutions", ..] | ["Source", "BuildSpec", ..] => Self::Code,
            ["ContainerDefinitions", _, "Command" | "EntryPoint", ..] | ["ContainerProperties", "Command", ..] => Self::Code,
            ["Tags" | "TagSpecifications", ..] => Self::Tag,
            ["Description", ..] => Self::Description,
            ["Policies" | "PolicyDocument" | "AssumeRolePolicyDocument" | "KeyPolicy" | "ResourcePolicy", ..] => Self::Policy,
            ["Events", ..] => Self::Event,
            _ if is_container_environment(path) => Self::ContainerEnvironment,
            [property] if is_name(property) => Self::Name,
            _ => Self::Property,
        }
    }
}

/// ECS and Batch (`ContainerDefinitions.0.Environment`), CodeBuild and Amplify (`EnvironmentVariables`), App Runner
/// (`RuntimeEnvironmentVariables`), Elastic Beanstalk (`OptionSettings`), SageMaker (`PrimaryContainer.Environment`), Glue (`DefaultArguments`).
fn is_container_environment(path: &[&str]) -> bool {
    const HOLDERS: [&str; 6] =
        ["ContainerDefinitions", "ContainerProperties", "EcsProperties", "PrimaryContainer", "Containers", "ContainerOverrides"];
    const WHOLE: [&str; 4] = ["EnvironmentVariables", "RuntimeEnvironmentVariables", "OptionSettings", "DefaultArguments"];
    path.iter().any(|step| WHOLE.contains(step)) || (path.iter().any(|step| HOLDERS.contains(step)) && path.contains(&"Environment"))
}

fn is_name(property: &str) -> bool {
    matches!(
        property,
        "Name" | "FunctionName" | "BucketName" | "TableName" | "QueueName" | "TopicName" | "RoleName" | "AlarmName" | "LogGroupName"
    )
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
            ("functions.0.a.environment.X", Sink::LambdaEnvironment),
            ("functions.a.description", Sink::Description),
            ("functions.a.name", Sink::Name),
            ("functions.a.timeout", Sink::Setting),
            ("provider.iam.role.statements.0.Resource", Sink::Policy),
            ("provider.tags.Owner", Sink::Tag),
            ("provider.profile", Sink::Nowhere),
            ("provider.apiGateway.apiKeys.0.value", Sink::ApiKey),
            ("provider.apiGateway.apiKeys.0", Sink::Setting),
            ("resources.Resources.Db.Properties.MasterUserPassword", Sink::Property),
            ("resources.0.Resources.Db.Properties.Tags.0.Value", Sink::Tag),
            ("resources.Outputs.Url.Value", Sink::Output),
            ("custom.x", Sink::Nowhere),
            ("plugins.0", Sink::Nowhere),
        ] {
            assert_eq!(Sink::of_service(&path.split('.').collect::<Vec<_>>()), sink, "{path}");
        }
        for (path, sink) in [
            ("Resources.F.Properties.Environment.Variables.X", Sink::LambdaEnvironment),
            ("Globals.Function.Environment.Variables.X", Sink::LambdaEnvironment),
            ("Resources.T.Properties.ContainerDefinitions.0.Environment.0.Value", Sink::ContainerEnvironment),
            ("Resources.T.Properties.ContainerDefinitions.0.Secrets.0.ValueFrom", Sink::Property),
            ("Resources.B.Properties.Environment.EnvironmentVariables.0.Value", Sink::ContainerEnvironment),
            ("Resources.I.Properties.UserData.Fn::Base64", Sink::UserData),
            ("Resources.I.Metadata.AWS::CloudFormation::Init.config", Sink::UserData),
            ("Resources.I.Metadata.x", Sink::Metadata),
            ("Resources.F.Properties.FunctionName", Sink::Name),
            ("Conditions.X", Sink::Nowhere),
            ("Parameters.X.Default", Sink::Nowhere),
        ] {
            assert_eq!(Sink::of_template(&path.split('.').collect::<Vec<_>>()), sink, "{path}");
        }
    }
}
