//! `DeleteParameter`.

use serde_json::{Value, json};

use super::get::not_found;
use super::name::Asked;
use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;

pub(crate) fn delete_parameter(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let asked = Asked::read(region, input.required_text("Name")?)?;
    let name = asked.name.filter(|_| asked.selector.is_none()).ok_or_else(|| not_found(""))?;
    region.parameters.remove(name).map(|_| json!({})).ok_or_else(|| not_found(""))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    #[test]
    fn what_is_deleted_is_gone() {
        let local = Local::from_yaml(DEMO).unwrap();
        ask(&local, "AmazonSSM.DeleteParameter", json!({"Name": "/flat"}));
        assert_eq!(refused(&local, "AmazonSSM.GetParameter", json!({"Name": "flat"})).0, "ParameterNotFound");
        assert_eq!(refused(&local, "AmazonSSM.DeleteParameter", json!({"Name": "flat"})).0, "ParameterNotFound");
    }
}
