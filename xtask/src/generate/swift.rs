//! Swift's methods: one for each operation, and one for each of FastDok's lists that is read to its end.

use super::description::{Kind, Operation, Param, Preset, camel, snake};
use super::method::{Input, Method, asked_for, given, inputs};
use super::names::Names;
use super::text;
use super::uniffi::Configuration;

/// As long as a line may be.
const WIDTH: usize = 120;

const OPERATIONS: &str = "\
// Made of the core's source by `cargo xtask generate`: change it there.

import Foundation

/// One method for each operation, named as the API's reference names it. Each sends one request, and the sign-in that
/// it may need. What only reads, and whose connection breaks, is sent up to three times; what changes something once,
/// but for one whose ticket was refused before anything was done.
extension FastDok {
";

const LISTS: &str = "\
// Made of the core's source by `cargo xtask generate`: change it there.

/// Whole lists, as asynchronous sequences. The service sends them in pages; a list that changes meanwhile may give an
/// item twice or not at all.
extension FastDok {
";

const CASE_AGENCY: &str = "\
// Made of the core's source by `cargo xtask generate`: change it there.

/// One method for each operation but `NotifyEventAgencySystem`, named as the service names it. What changes something is
/// sent once; what only reads, and whose connection breaks, up to three times.
extension CaseAgency {
";

/// `CaseAgencyOperations.swift`. Where an event goes is one value, which is taken apart by hand.
pub(crate) fn case_agency(all: &[Operation], names: &Names, types: &Configuration) -> Result<String, String> {
    let altinn = all.iter().filter(|it| it.api == "altinn" && it.name != "notify_event");
    let methods = altinn.map(|it| call(it, names, types)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{CASE_AGENCY}{}}}\n", methods.join("\n")))
}

/// `FastDokOperations.swift`.
pub(crate) fn operations(all: &[Operation], names: &Names, types: &Configuration) -> Result<String, String> {
    let fastdok = all.iter().filter(|it| it.api == "fastdok");
    let methods = fastdok.map(|it| call(it, names, types)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{OPERATIONS}{}}}\n", methods.join("\n")))
}

/// `FastDokLists.swift`.
pub(crate) fn lists(all: &[Operation], names: &Names, types: &Configuration) -> Result<String, String> {
    let mut methods = Vec::new();
    for operation in all.iter().filter(|it| it.api == "fastdok") {
        methods.extend(stream(operation, names, types)?);
    }
    Ok(format!("{LISTS}{}}}\n", methods.join("\n")))
}

fn call(operation: &Operation, names: &Names, types: &Configuration) -> Result<String, String> {
    let method = Method::call(operation, "swift", names, link);
    let inputs = inputs(operation, "swift", names);
    let params = inputs.iter().map(|it| taken(it, types)).collect::<Result<Vec<_>, _>>()?;
    let case = camel(&operation.name);
    let (rest, read) = if operation.output == Kind::Unit {
        (String::new(), format!("if case .{case} = $0 {{ () }} else {{ nil }}"))
    } else {
        let output = format!(" -> {}", type_of(&operation.output, types)?);
        (output, format!("if case .{case}(let it) = $0 {{ it }} else {{ nil }}"))
    };
    let signature = signature(&method.name, &params, &format!("async throws(NordcaseError){rest}"));
    let asked = format!("        try await engine.answer({})", construction(operation, &inputs));
    let one_line = format!("{asked} {{ {read} }}\n");
    let body = if text::fits(&one_line, WIDTH) {
        one_line
    } else if text::fits(&format!("{asked} {{"), WIDTH) {
        format!("{asked} {{\n            {read}\n        }}\n")
    } else {
        let made = construction_in_lines(operation, &inputs, "            ");
        format!("        try await engine.answer(\n{made}\n        ) {{\n            {read}\n        }}\n")
    };
    Ok(format!("{}{signature} {{\n{body}    }}\n", doc(&method)))
}

/// As DocC finds it.
fn link(method: &Method) -> String {
    let labels: String = method.params.iter().map(|(name, _)| format!("{name}:")).collect();
    format!("``{}({labels})``", method.name)
}

/// A list of pages to its end.
fn stream(operation: &Operation, names: &Names, types: &Configuration) -> Result<Option<String>, String> {
    let Some(item) = operation.page_item() else { return Ok(None) };
    let method = Method::stream(operation, "swift", names);
    let item = type_of(&Kind::Named(item.to_owned(), Vec::new()), types)?;
    let params = asked_for(operation).map(|it| declared(it, types)).collect::<Result<Vec<_>, _>>()?;
    let signature = signature(&method.name, &params, &format!("-> ListItems<{item}>"));
    let case = camel(&operation.name);
    Ok(Some(format!(
        "{}{signature} {{
        ListItems(engine: engine) {{ start in
{}
        }} read: {{
            if case .{case}(let page) = $0 {{
                .init(items: page.items, totalCount: page.totalCount, id: \\.id)
            }} else {{
                nil
            }}
        }}
    }}
",
        doc(&method),
        construction_in_lines(operation, &[], "            ")
    )))
}

/// As swift-format lays it out.
fn signature(name: &str, params: &[String], rest: &str) -> String {
    let line = format!("    public func {name}({}) {rest}", params.join(", "));
    if text::fits(&format!("{line} {{"), WIDTH) {
        return line;
    }
    let lines = text::filled(params, "        ", WIDTH).join("\n");
    format!("    public func {name}(\n{lines}\n    ) {rest}")
}

fn arguments(operation: &Operation, inputs: &[Input]) -> Vec<String> {
    let argument = |param: &Param| {
        let label = camel(&param.name);
        let value = given(inputs, param).unwrap_or(&label);
        format!("{label}: {value}")
    };
    operation.params.iter().map(argument).collect()
}

fn construction(operation: &Operation, inputs: &[Input]) -> String {
    let (case, arguments) = (camel(&operation.name), arguments(operation, inputs));
    if arguments.is_empty() { format!(".{case}") } else { format!(".{case}({})", arguments.join(", ")) }
}

fn construction_in_lines(operation: &Operation, inputs: &[Input], indent: &str) -> String {
    let line = format!("{indent}{}", construction(operation, inputs));
    if text::fits(&line, WIDTH) {
        return line;
    }
    // The last line has room for the parenthesis.
    let lines = text::filled(&arguments(operation, inputs), &format!("{indent}    "), WIDTH - 1);
    format!("{indent}.{}(\n{})", camel(&operation.name), lines.join("\n"))
}

fn declared(param: &Param, types: &Configuration) -> Result<String, String> {
    Ok(declared_as(&camel(&param.name), &type_of(&param.kind, types)?, param))
}

/// The same, under what may be another name and of another type.
fn taken(input: &Input, types: &Configuration) -> Result<String, String> {
    let own = input.of.clone().map_or_else(|| type_of(&input.param.kind, types), Ok)?;
    Ok(match &input.default {
        Some(default) => format!("{}: {own} = {default}", input.name),
        None => declared_as(&input.name, &own, &input.param),
    })
}

fn declared_as(name: &str, of: &str, param: &Param) -> String {
    match (&param.preset, &param.kind) {
        _ if !param.is_optional => format!("{name}: {of}"),
        (Some(Preset::Variant(variant)), _) => format!("{name}: {of} = .{}", lower_first(variant)),
        (Some(Preset::Text(text)), _) => format!("{name}: {of} = \"{text}\""),
        (Some(Preset::Bool(is_so)), _) => format!("{name}: {of} = {is_so}"),
        (None, Kind::Bool) => format!("{name}: {of} = false"),
        (None, Kind::List(_)) => format!("{name}: {of} = []"),
        (None, _) => format!("{name}: {of}? = nil"),
    }
}

/// `PercentEncoded` as `percentEncoded`.
fn lower_first(variant: &str) -> String {
    camel(&snake(variant))
}

fn type_of(kind: &Kind, types: &Configuration) -> Result<String, String> {
    Ok(match kind {
        Kind::Text => "String".to_owned(),
        Kind::Bool => "Bool".to_owned(),
        Kind::Number(name) => name.replace('u', "UInt").replace('i', "Int"),
        Kind::Bytes => "Data".to_owned(),
        Kind::Unit => return Err("a method that gives nothing is not known in Swift".to_owned()),
        Kind::List(of) => format!("[{}]", type_of(of, types)?),
        Kind::Named(..) => types.called("swift", kind)?,
    })
}

fn doc(method: &Method) -> String {
    let begin = "    /// ";
    let mut lines = Vec::new();
    for (n, paragraph) in method.paragraphs.iter().enumerate() {
        if n > 0 {
            lines.push("    ///".to_owned());
        }
        lines.extend(text::wrapped(paragraph, begin, begin, WIDTH));
    }
    if !method.params.is_empty() {
        lines.push("    ///".to_owned());
    }
    if let [(name, doc)] = method.params.as_slice() {
        lines.extend(text::wrapped(&format!("- Parameter {name}: {doc}"), begin, "    ///   ", WIDTH));
    } else if !method.params.is_empty() {
        lines.push("    /// - Parameters:".to_owned());
        for (name, doc) in &method.params {
            lines.extend(text::wrapped(&format!("- {name}: {doc}"), "    ///   ", "    ///     ", WIDTH));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::generate::description;

    /// As swift-format wants it: tried with it.
    #[test]
    fn a_call_that_is_longer_than_any_there_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let (names, types) = (Names::read(&root, &[]).expect("names"), Configuration::read(&root).expect("types"));
        let all = description::operations(&root).expect("a description");
        let mut long = all.into_iter().find(|it| it.name == "get_object_fields").expect("get_object_fields");
        long.name = "get_object_fields_and_more".to_owned();
        for name in ["task_id", "folder_id"] {
            let first = long.params[0].clone();
            long.params.insert(0, Param { name: name.to_owned(), ..first });
        }
        let text = call(&long, &names, &types).expect("a method");
        let (_, code) = text.split_once("    public func ").expect("a declaration");
        assert_eq!(
            code,
            "getObjectFieldsAndMore(
        folderId: String, taskId: String, objectId: String, versionId: String? = nil, start: UInt32? = nil,
        max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(
            .getObjectFieldsAndMore(
                folderId: folderId, taskId: taskId, objectId: objectId, versionId: versionId, start: start, max: max)
        ) {
            if case .getObjectFieldsAndMore(let it) = $0 { it } else { nil }
        }
    }
"
        );
    }
}
