//! An operation's parameters as the registry of the core has them: plain values, which the core checks.

use nordcase::wire::Value;

use crate::errors::NordcaseError;
use crate::operation::Operation;
use crate::values::{take, value};

impl Operation {
    /// Its parameters.
    pub(crate) fn params(&self) -> Result<Value, NordcaseError> {
        let mut parts = value(self).map_err(NordcaseError::unreadable)?;
        let params = take(&mut parts, "params");
        params.map(given).ok_or_else(|| NordcaseError::unreadable("an operation without parameters"))
    }
}

/// The parameters that are given: what is missing is the core's to choose.
fn given(params: Value) -> Value {
    match params {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, value)| *value != Value::Null).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use nordcase::wire;
    use serde_json::Value as Json;

    use super::*;

    /// The request vectors of one service.
    fn requests(service: &str) -> Vec<Json> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(service);
        let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
        let cases = files.flat_map(|text| {
            let file: Json = serde_json::from_str(&text).unwrap();
            file["cases"].as_array().unwrap().clone()
        });
        cases.filter(|case| case["kind"] == "request" && !case["params"].to_string().contains("\"repeat\"")).collect()
    }

    #[test]
    fn every_operation_is_here_and_makes_the_same_request() {
        let accesses = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/access.json");
        let accesses: Json = serde_json::from_str(&fs::read_to_string(accesses).unwrap()).unwrap();
        let mut seen = BTreeSet::new();
        for case in requests("fastdok").into_iter().chain(requests("altinn")) {
            let name = case["operation"].as_str().unwrap();
            let access = match &case["access"] {
                Json::String(named) => accesses[named].to_string(),
                whole => whole.to_string(),
            };
            // What the clients give where the core would choose.
            let mut params = case["params"].clone();
            for (operation, member, usual) in [
                ("fastdok.start_instance", "message", Json::from("START")),
                ("altinn.get_case_list", "checkReportee", Json::from(true)),
                ("altinn.instantiate_collaboration", "checkReportee", Json::from(true)),
            ] {
                if operation == name && params.get(member).is_none() {
                    params[member] = usual;
                }
            }
            let typed = serde_json::json!({"operation": name, "params": params});
            let operation: Operation = serde_json::from_value(typed).unwrap();
            assert_eq!(operation.name(), name);
            let typed = wire::encode(name, &operation.params().unwrap(), &access.as_str()).unwrap();
            let params = case["params"].to_string();
            assert_eq!(typed, wire::encode(name, &params.as_str(), &access.as_str()).unwrap(), "{}", case["id"]);
            seen.insert(name.to_owned());
        }
        let all: BTreeSet<String> = wire::operations().into_iter().map(|info| info.name.to_owned()).collect();
        assert_eq!(seen, all);
    }
}
