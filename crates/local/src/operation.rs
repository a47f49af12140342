//! The registry of operations, one line each, and the services they belong to.

use serde_json::Value;

use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;
use crate::{cloudformation, kms, s3, secrets, ssm, sts};

/// Every operation that is imitated.
static OPERATIONS: &[Operation] = &[
    Operation { service: Service::Ssm, name: "DeleteParameter", run: ssm::delete_parameter },
    Operation { service: Service::Ssm, name: "DescribeParameters", run: ssm::describe_parameters },
    Operation { service: Service::Ssm, name: "GetParameter", run: ssm::get_parameter },
    Operation { service: Service::Ssm, name: "GetParameters", run: ssm::get_parameters },
    Operation { service: Service::Ssm, name: "GetParametersByPath", run: ssm::get_parameters_by_path },
    Operation { service: Service::Ssm, name: "LabelParameterVersion", run: ssm::label_parameter_version },
    Operation { service: Service::Ssm, name: "PutParameter", run: ssm::put_parameter },
    Operation { service: Service::Kms, name: "CreateAlias", run: kms::create_alias },
    Operation { service: Service::Kms, name: "CreateKey", run: kms::create_key },
    Operation { service: Service::Kms, name: "Decrypt", run: kms::decrypt },
    Operation { service: Service::Kms, name: "DescribeKey", run: kms::describe_key },
    Operation { service: Service::Kms, name: "Encrypt", run: kms::encrypt },
    Operation { service: Service::Kms, name: "GenerateDataKey", run: kms::generate_data_key },
    Operation { service: Service::Kms, name: "ListAliases", run: kms::list_aliases },
    Operation { service: Service::SecretsManager, name: "CreateSecret", run: secrets::create_secret },
    Operation { service: Service::SecretsManager, name: "DescribeSecret", run: secrets::describe_secret },
    Operation { service: Service::SecretsManager, name: "GetSecretValue", run: secrets::get_secret_value },
    Operation { service: Service::SecretsManager, name: "ListSecrets", run: secrets::list_secrets },
    Operation { service: Service::SecretsManager, name: "PutSecretValue", run: secrets::put_secret_value },
    Operation { service: Service::CloudFormation, name: "DescribeStackResource", run: cloudformation::describe_stack_resource },
    Operation { service: Service::CloudFormation, name: "DescribeStackResources", run: cloudformation::describe_stack_resources },
    Operation { service: Service::CloudFormation, name: "DescribeStacks", run: cloudformation::describe_stacks },
    Operation { service: Service::S3, name: "GetObject", run: s3::get_object },
    Operation { service: Service::Sts, name: "GetCallerIdentity", run: sts::get_caller_identity },
];

/// One operation.
pub(crate) struct Operation {
    pub(crate) service: Service,
    pub(crate) name: &'static str,
    /// From the members of the request to those of the answer.
    pub(crate) run: fn(&mut Region, Input<'_>) -> Result<Value, Refusal>,
}

impl Operation {
    /// As IAM names it, for example `ssm:GetParameters`.
    pub(crate) fn action(&self) -> String {
        format!("{}:{}", self.service.prefix(), self.name)
    }
}

/// One service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Ssm,
    Kms,
    SecretsManager,
    CloudFormation,
    S3,
    Sts,
}

impl Service {
    /// The service's name in ARNs and IAM actions.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Ssm => "ssm",
            Self::Kms => "kms",
            Self::SecretsManager => "secretsmanager",
            Self::CloudFormation => "cloudformation",
            Self::S3 => "s3",
            Self::Sts => "sts",
        }
    }

    /// What stands before the dot in `X-Amz-Target` (`targetPrefix` in botocore's service models, 1.44.5); only the
    /// services of AWS JSON have a target.
    fn target(self) -> Option<&'static str> {
        match self {
            Self::Ssm => Some("AmazonSSM"),
            Self::Kms => Some("TrentService"),
            Self::SecretsManager => Some("secretsmanager"),
            Self::CloudFormation | Self::S3 | Self::Sts => None,
        }
    }

    /// What a request to this service names, as it spells it.
    pub(crate) fn names(self, input: Input<'_>) -> Vec<String> {
        let members: &[&str] = match self {
            Self::Ssm => &["Name", "Names", "Path"],
            Self::Kms => &["KeyId", "TargetKeyId", "AliasName"],
            Self::SecretsManager => &["SecretId", "Name"],
            Self::CloudFormation => &["StackName"],
            Self::S3 | Self::Sts => &[],
        };
        if self == Self::S3 {
            // One thing, as its ARN has it.
            return vec![["Bucket", "Key"].map(|member| input.text(member).ok().flatten().unwrap_or_default()).join("/")];
        }
        let mut names: Vec<String> = Vec::new();
        for member in members {
            match input.0.get(*member) {
                Some(Value::String(name)) => names.push(name.clone()),
                Some(Value::Array(list)) => names.extend(list.iter().filter_map(Value::as_str).map(str::to_owned)),
                _ => {}
            }
        }
        let filters = input.structures("ParameterFilters").unwrap_or_default();
        for filter in filters.into_iter().filter(|filter| filter.text("Key").is_ok_and(|key| key == Some("Name"))) {
            names.extend(filter.texts("Values").unwrap_or_default().into_iter().map(str::to_owned));
        }
        names
    }

    /// The resource that IAM's refusal speaks of, for the first of the names.
    pub(crate) fn resource(self, region: &Region, name: Option<&str>) -> String {
        let Some(name) = name else { return "*".to_owned() };
        if name.starts_with("arn:") {
            return name.to_owned();
        }
        match self {
            Self::Ssm => crate::arn::parameter_arn(&region.name, &region.account, name),
            Self::Kms => region.keys.find(name).map_or_else(|_| "*".to_owned(), |key| key.arn.clone()),
            Self::SecretsManager => secrets::arn(region, name),
            Self::CloudFormation => crate::arn::arn("cloudformation", &region.name, &region.account, &format!("stack/{name}/*")),
            Self::S3 => format!("arn:{}:s3:::{name}", crate::arn::partition(&region.name)),
            Self::Sts => "*".to_owned(),
        }
    }
}

/// The operation of a JSON request, from its `X-Amz-Target`.
pub(crate) fn by_target(target: &str) -> Option<&'static Operation> {
    let (prefix, name) = target.split_once('.')?;
    OPERATIONS.iter().find(|operation| operation.service.target() == Some(prefix) && operation.name == name)
}

/// The operation of a Query request, from its `Action`; an unsigned request does not tell its service.
pub(crate) fn by_action(service: Option<Service>, action: &str) -> Option<&'static Operation> {
    let is_meant =
        |meant: Service| matches!(meant, Service::CloudFormation | Service::Sts) && service.is_none_or(|service| service == meant);
    OPERATIONS.iter().find(|operation| is_meant(operation.service) && operation.name == action)
}

/// The operation of a request for an object of S3.
pub(crate) fn get_object() -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.service == Service::S3 && operation.name == "GetObject")
}

/// The service that requests are signed for under this name.
pub(crate) fn service(name: &str) -> Option<Service> {
    OPERATIONS.iter().map(|operation| operation.service).find(|service| service.prefix() == name)
}

/// Whether an operation is so named, with or without its service.
pub(crate) fn is_known(name: &str) -> bool {
    OPERATIONS.iter().any(|operation| operation.name == name || operation.action() == name)
}
