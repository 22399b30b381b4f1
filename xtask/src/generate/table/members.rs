//! What the inputs of operations and the members of what they give are called in five languages, side by side.

use std::fmt::Write;

use crate::generate::description::{Operation, Param, camel};
use crate::generate::method;
use crate::generate::names::Names;
use crate::generate::records::{Record, Shape};

const INPUTS: &str = "What a method takes. The rule: the core's name, in each language's own case; one in *italics* differs from it, for the reason in `names.toml`, or\n\
    stands for several inputs. Where a name is in more than three places, the others are counted.\n";

const MEMBERS: &str = "What answers and receipts have. `object_type` is `type` on the wire and in TypeScript; elsewhere that is a word of the language.\n";

/// The languages behind Rust, as `names.toml` has them.
const LANGUAGES: [&str; 4] = ["typescript", "python", "kotlin", "swift"];

/// As many places of a name are listed.
const PLACES: usize = 3;

/// A name in Rust and the other languages, and where it is one.
#[derive(PartialEq)]
struct Row {
    rust: String,
    others: [Option<String>; 4],
    of: Vec<String>,
}

/// Both sections.
pub(super) fn sections(page: &mut String, operations: &[Operation], records: &[Record], names: &Names) {
    let mut inputs = Vec::new();
    for operation in operations {
        for param in &operation.params {
            let others = LANGUAGES.map(|language| input(operation, param, language, names));
            add(&mut inputs, &param.name, others, &operation.full_name());
        }
    }
    let mut members = Vec::new();
    for record in records {
        if let Shape::Members(all) = &record.shape {
            for param in all {
                let others = LANGUAGES.map(|language| Some(member(record, param, language, names)));
                add(&mut members, &param.name, others, &record.name);
            }
        }
    }
    for (title, about, mut rows) in [("Inputs", INPUTS, inputs), ("Members", MEMBERS, members)] {
        rows.sort_by(|one, other| one.rust.cmp(&other.rust));
        let _ = write!(page, "\n## {title}\n\n{about}\n| Rust | TypeScript | Python | Kotlin | Swift | of |\n");
        let _ = writeln!(page, "| --- | --- | --- | --- | --- | --- |");
        for row in rows {
            let _ = writeln!(page, "{}", line(&row));
        }
    }
}

fn add(rows: &mut Vec<Row>, rust: &str, others: [Option<String>; 4], of: &str) {
    match rows.iter_mut().find(|row| row.rust == rust && row.others == others) {
        Some(row) => row.of.push(of.to_owned()),
        None => rows.push(Row { rust: rust.to_owned(), others, of: vec![of.to_owned()] }),
    }
}

/// What the method takes that gives this input: one thing may stand for several.
fn input(operation: &Operation, param: &Param, language: &str, names: &Names) -> Option<String> {
    if matches!(language, "typescript" | "python") {
        return Some(if language == "python" { param.name.clone() } else { param.crossing() });
    }
    let inputs = method::inputs(operation, language, names);
    inputs.into_iter().find(|it| it.gives.iter().any(|(gives, _)| *gives == param.name)).map(|it| it.name)
}

fn member(record: &Record, param: &Param, language: &str, names: &Names) -> String {
    match language {
        "typescript" => param.crossing(),
        "python" => names.member_name(language, &record.name, &param.name).unwrap_or(&param.name).to_owned(),
        _ => camel(&param.name),
    }
}

fn line(row: &Row) -> String {
    let cell = |(language, name): (&str, &Option<String>)| match name {
        None => "—".to_owned(),
        Some(name) if *name == Names::written(language, &row.rust) => format!("`{name}`"),
        Some(name) => format!("*`{name}`*"),
    };
    let cells: Vec<String> = LANGUAGES.into_iter().zip(&row.others).map(cell).collect();
    let more = row.of.len().saturating_sub(PLACES);
    let mut of: Vec<String> = row.of.iter().take(PLACES).map(|it| format!("`{it}`")).collect();
    if more > 0 {
        of.push(format!("{more} more"));
    }
    format!("| `{}` | {} | {} |", row.rust, cells.join(" | "), of.join(", "))
}
