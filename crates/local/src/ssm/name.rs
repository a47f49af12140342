//! Names of parameters: which are allowed, which are the same, and what a request asks for.
//!
//! Sources: Systems Manager User Guide, "Creating Parameter Store parameters" and "Working with parameter labels";
//! botocore's SSM model, 1.44.5 (all read 2026-11-23).

use crate::arn;
use crate::refusal::Refusal;
use crate::region::Region;

/// At most 15 levels.
const LEVELS: usize = 15;

/// The name that stands for all spellings of a parameter's: `/flat` is `flat`.
pub(crate) fn canonical(name: &str) -> &str {
    match name.strip_prefix('/') {
        Some(bare) if !bare.contains('/') => bare,
        _ => name,
    }
}

/// Checks a name for a parameter that is to be made; the service trims it.
pub(super) fn check_new(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    check_form(name)?;
    let reserved = |word: &str| name.trim_start_matches('/').get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if reserved("aws") || reserved("ssm") {
        return Err(Refusal::validation(
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths \
             divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
        ));
    }
    if name.trim_start_matches('/').split('/').count() > LEVELS {
        return Err(Refusal::new(
            "HierarchyLevelLimitExceededException",
            "A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for parameter names.",
        ));
    }
    Ok(name)
}

/// What a request asks for by one name.
pub(super) struct Asked<'a> {
    /// As it was asked.
    pub(super) text: &'a str,
    /// Canonical; `None` for the ARN of another account or Region.
    pub(super) name: Option<&'a str>,
    /// A version's number or a label, without the colon.
    pub(super) selector: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// `name`, `name:3`, `name:label` or an ARN with either.
    ///
    /// # Errors
    /// `ValidationException` for what cannot be a name.
    pub(super) fn read(region: &Region, text: &'a str) -> Result<Self, Refusal> {
        let trimmed = text.trim();
        let spelled = if trimmed.starts_with("arn:") {
            let Some(resource) = arn::resource("ssm", &region.name, &region.account, trimmed) else {
                return Ok(Self { text, name: None, selector: None });
            };
            resource.strip_prefix("parameter").unwrap_or(resource)
        } else {
            trimmed
        };
        let (name, selector) = match spelled.split_once(':') {
            Some((name, selector)) => (name, Some(selector)),
            None => (spelled, None),
        };
        // The name of a secret may hold what a parameter's may not.
        if !name.starts_with(super::get::SECRET_PREFIX) {
            check_form(name)?;
        }
        Ok(Self { text, name: Some(canonical(name)), selector })
    }
}

fn check_form(name: &str) -> Result<(), Refusal> {
    if name.is_empty() || name.len() > 2_048 {
        return Err(Refusal::validation(
            "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must have length between 1 and 2048",
        ));
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err(Refusal::validation("Parameter name must be a fully qualified name."));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/');
    if !name.bytes().all(allowed) || name.ends_with('/') || name.contains("//") {
        return Err(Refusal::validation(
            "Invalid parameter name. Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed.",
        ));
    }
    Ok(())
}
