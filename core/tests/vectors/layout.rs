//! JSON as the vector files are laid out: what fits into a line stands in one, what does not has a line for each
//! member.

use serde_json::Value;

const WIDTH: usize = 120;

/// The file's text, with a line feed at its end.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    lay_out(value, 0, 0, &mut text);
    text.push('\n');
    text
}

/// `before` is what already stands in the line, indentation included.
fn lay_out(value: &Value, depth: usize, before: usize, text: &mut String) {
    let flat = flat(value);
    // The outermost two levels (the file, the list of its cases) are always spread.
    if depth > 2 && before + flat.chars().count() < WIDTH {
        text.push_str(&flat);
        return;
    }
    let line = format!("\n{}", "  ".repeat(depth + 1));
    let (open, close, members): (_, _, Vec<(String, &Value)>) = match value {
        Value::Array(items) if !items.is_empty() => {
            ('[', ']', items.iter().map(|item| (String::new(), item)).collect())
        }
        Value::Object(members) if !members.is_empty() => {
            ('{', '}', in_order(members).map(|(name, value)| (format!("{}: ", Value::from(name)), value)).collect())
        }
        _ => {
            text.push_str(&flat);
            return;
        }
    };
    text.push(open);
    for (index, (name, value)) in members.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&line);
        text.push_str(name);
        lay_out(value, depth + 1, line.len() + name.chars().count(), text);
    }
    text.push_str(&line[..line.len() - 2]);
    text.push(close);
}

fn flat(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let member = |(name, value): (&str, &Value)| format!("{}: {}", Value::from(name), flat(value));
            format!("{{ {} }}", in_order(members).map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The members that a reader looks for first.
const FIRST: [&str; 37] = [
    "about",
    "id",
    "doc",
    "source",
    "kind",
    "operation",
    "machine",
    "journey",
    "access",
    "params",
    "definition",
    "state",
    "event",
    "conditions",
    "stored",
    "input",
    "failure",
    "mayHaveArrived",
    "allowed",
    "request",
    "response",
    "rows",
    "number",
    "code",
    "retry",
    "name",
    "field",
    "place",
    "api",
    "status",
    "message",
    "method",
    "url",
    "headers",
    "body",
    "severity",
    "step",
];

fn in_order(members: &serde_json::Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
    names.sort_by_key(|name| rank(name));
    names.into_iter().filter_map(|name| members.get_key_value(name)).map(|(name, value)| (name.as_str(), value))
}
