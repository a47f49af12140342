//! `ParameterFilters` of `DescribeParameters` and `GetParametersByPath`.

use super::name::canonical;
use super::parameter::{Parameter, Version};
use crate::input::Input;
use crate::refusal::Refusal;

/// One filter: a parameter passes when any of the values fits.
pub(super) struct Filter<'a> {
    key: &'a str,
    option: &'a str,
    values: Vec<&'a str>,
}

/// The filters of a request; the operation says which keys it takes.
///
/// # Errors
/// `InvalidFilterKey`, `InvalidFilterOption`, `InvalidFilterValue`; 1 to 50 values each (botocore SSM model, 1.44.5).
pub(super) fn read<'a>(input: Input<'a>, keys: &[&str]) -> Result<Vec<Filter<'a>>, Refusal> {
    input.structures("ParameterFilters")?.into_iter().map(|filter| read_one(filter, keys)).collect()
}

fn read_one<'a>(filter: Input<'a>, keys: &[&str]) -> Result<Filter<'a>, Refusal> {
    let key = filter.required_text("Key")?;
    if !keys.contains(&key) {
        return Err(Refusal::new("InvalidFilterKey", ""));
    }
    let options: &[&str] = match key {
        "Path" => &["OneLevel", "Recursive"],
        "Name" => &["Equals", "BeginsWith", "Contains"],
        _ => &["Equals", "BeginsWith"],
    };
    let option = filter.text("Option")?.unwrap_or(if key == "Path" { "OneLevel" } else { "Equals" });
    if !options.contains(&option) {
        return Err(Refusal::new(
            "InvalidFilterOption",
            format!("The following filter option is not valid: {option}. Valid options include: {options:?}"),
        ));
    }
    let values = filter.texts("Values")?;
    if values.is_empty() || values.len() > 50 {
        return Err(Refusal::new("InvalidFilterValue", "A filter takes 1 to 50 values."));
    }
    Ok(Filter { key, option, values })
}

impl Filter<'_> {
    pub(super) fn admits(&self, parameter: &Parameter, version: &Version) -> bool {
        self.values.iter().any(|value| match self.key {
            "Name" => {
                let name = parameter.name.as_str();
                self.fits(name, value) || (self.option == "Equals" && canonical(name) == canonical(value))
            }
            "Type" => self.fits(version.kind.as_str(), value),
            "Tier" => self.fits(version.tier.as_str(), value),
            "KeyId" => version.encryption.as_ref().is_some_and(|encryption| self.fits(&encryption.key, value)),
            "Label" => version.labels.iter().any(|label| self.fits(label, value)),
            "DataType" => self.fits("text", value),
            "Path" => is_under(&parameter.name, value, self.option == "Recursive"),
            _ => false,
        })
    }

    fn fits(&self, text: &str, value: &str) -> bool {
        match self.option {
            "BeginsWith" => text.starts_with(value),
            "Contains" => text.contains(value),
            _ => text == value,
        }
    }
}

/// Whether the name lies below the path, directly or at any depth. A flat name lies below `/`.
pub(super) fn is_under(name: &str, path: &str, recursive: bool) -> bool {
    let name = name.strip_prefix('/').unwrap_or(name);
    let path = path.trim_matches('/');
    let rest = if path.is_empty() { Some(name) } else { name.strip_prefix(path).and_then(|rest| rest.strip_prefix('/')) };
    rest.is_some_and(|rest| recursive || !rest.contains('/'))
}
