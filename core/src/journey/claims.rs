//! The cases that the jobs of a stored batch have for their own.

use serde::Serialize;
use serde_json::Value;

use super::step::BY_REPLY;

/// The case that this journey's script has for its own, and under which name it has claimed it; this is the journey's own name. Nothing before it has one.
pub(super) fn of_script(script: &impl Serialize, owner: &str) -> Option<(String, String)> {
    let script = serde_json::to_value(script).ok()?;
    let at = script.get("at")?;
    let is_taken = matches!(at.get("is").and_then(Value::as_str), Some("task" | "done"));
    let receipts = [at.get("receipt"), script.get("reply")];
    receipts.into_iter().flatten().find_map(|receipt| {
        let claim = of_receipt(receipt, owner)?;
        // Of what was only found another job may have taken the first.
        (is_taken || claim.1 == BY_REPLY).then_some(claim)
    })
}

/// The case of a job that has ended with this receipt. Only what makes a case says how sure it is that the case is its own.
pub(super) fn of_ended(receipt: &impl Serialize, owner: &str) -> Option<(String, String)> {
    of_receipt(&serde_json::to_value(receipt).ok()?, owner)
}

fn of_receipt(receipt: &Value, owner: &str) -> Option<(String, String)> {
    let confidence = ["certainty", "sure"].iter().find_map(|name| receipt.get(name))?;
    let case = match receipt.get("caseId")? {
        Value::String(case) => case.clone(),
        Value::Number(case) => case.to_string(),
        _ => return None,
    };
    let confidence = confidence.get("is").unwrap_or(confidence);
    let owner = if confidence == "reply" { BY_REPLY } else { owner };
    Some((case, owner.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claim(case: &str, owner: &str) -> Option<(String, String)> {
        Some((case.to_owned(), owner.to_owned()))
    }

    #[test]
    fn a_journey_has_what_it_took_and_what_a_reply_named() {
        let (found, named) =
            (json!({"caseId": "c1", "certainty": "one_of"}), json!({"caseId": "c1", "certainty": "reply"}));
        for (script, has) in [
            (json!({"at": {"is": "task", "receipt": found}}), claim("c1", "7")),
            (json!({"at": {"is": "task", "receipt": named}}), claim("c1", BY_REPLY)),
            // The reply was not yet claimed; nobody else's journey has a better right to it.
            (json!({"at": {"is": "claim", "receipt": named}}), claim("c1", BY_REPLY)),
            (json!({"at": {"is": "claim", "receipt": null}}), None),
            // It looks for a second case.
            (json!({"at": {"is": "look", "look": 1}, "reply": named}), claim("c1", BY_REPLY)),
            (json!({"at": {"is": "settle", "look": 1}, "reply": null}), None),
            (
                json!({"at": {"is": "claim", "cases": [5, 6], "receipt": {"caseId": 0, "sure": {"is": "onlyNewCase"}}}}),
                None,
            ),
            (json!({"at": {"is": "done", "receipt": {"caseId": 5, "sure": {"is": "onlyNewCase"}}}}), claim("5", "7")),
            // A payment has its case from its caller.
            (json!({"at": {"is": "done", "receipt": {"caseId": "c1", "outcome": "paid"}}}), None),
        ] {
            assert_eq!(of_script(&script, "7"), has, "{script}");
        }
    }

    #[test]
    fn a_receipt_says_whose_its_case_is() {
        assert_eq!(of_ended(&json!({"caseId": 5, "sure": {"is": "reply"}}), "ended"), claim("5", BY_REPLY));
        assert_eq!(of_ended(&json!({"caseId": "c1", "certainty": "same_contents"}), "ended"), claim("c1", "ended"));
        assert_eq!(of_ended(&json!({"outcome": "paid"}), "ended"), None);
    }
}
