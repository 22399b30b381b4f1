//! Kotlin's functions: one for each operation, and one for each of FastDok's lists that is read to its end.

use super::description::{Kind, Operation, Param, Preset, camel, snake};
use super::method::{Input, Method, asked_for, given, inputs};
use super::names::Names;
use super::text;
use super::uniffi::Configuration;

/// As long as a line may be.
const WIDTH: usize = 150;

const HEAD: &str = "\
// Made of the core's source by `cargo xtask generate`: change it there.

package se.nordcase

import kotlinx.coroutines.flow.Flow

/**
 * The operations of FastDok, one function each, and its lists. All are functions of [FastDok].
 *
 * Each may throw a [NordcaseException]; a flow throws it after the items that came, and leaving a flow early ends its exchange. Ids, names and
 * facts are the service's; marks say how well a fact is known: *verified* (a public document or a recording says it), *inferred*, *unknown*.
 */
public abstract class FastDokOperations internal constructor(
    internal val caller: Caller,
) {
";

const CASE_AGENCY: &str = "\
// Made of the core's source by `cargo xtask generate`: change it there.

package se.nordcase

import java.time.LocalDateTime

/**
 * The operations of CaseAgencySystem, one function each. All are functions of [CaseAgency].
 *
 * Each may throw a [NordcaseException]. Names and facts are the service's; marks say how well a fact is known: *verified* (a public document or a
 * recording says it), *inferred*, *unknown*.
 */
public abstract class CaseAgencyOperations internal constructor(
    internal val caller: Caller,
) {
";

/// `CaseAgencyOperations.kt`. Its lists of cases are one flow, which is written by hand.
pub(crate) fn case_agency(all: &[Operation], names: &Names, types: &Configuration) -> Result<String, String> {
    let altinn = all.iter().filter(|it| it.api == "altinn" && it.name != "get_case_list");
    let functions = altinn.map(|it| call(it, names, types)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{CASE_AGENCY}{}}}\n", functions.join("\n")))
}

/// `FastDokOperations.kt`.
pub(crate) fn operations(all: &[Operation], names: &Names, types: &Configuration) -> Result<String, String> {
    let mut functions = Vec::new();
    for operation in all.iter().filter(|it| it.api == "fastdok") {
        functions.push(call(operation, names, types)?);
        functions.extend(stream(operation, names, types)?);
    }
    Ok(format!("{HEAD}{}}}\n", functions.join("\n")))
}

fn call(operation: &Operation, names: &Names, types: &Configuration) -> Result<String, String> {
    let method = Method::call(operation, "kotlin", names, |all| format!("[{}]", all.name));
    let of = &operation.type_name;
    let inputs = inputs(operation, "kotlin", names);
    let params = inputs.iter().map(|it| taken(it, types)).collect::<Result<Vec<_>, _>>()?;
    let handed_over = |param: &Param| given(&inputs, param).map_or_else(|| value(param), |said| Ok(said.to_owned()));
    let values = operation.params.iter().map(handed_over).collect::<Result<Vec<_>, _>>()?;
    let begin = format!("public suspend fun {}", method.name);
    let made = construction(of, &values);
    if operation.output == Kind::Unit {
        let signature = signature(&begin, &params, None);
        return Ok(format!("{}{signature} {{\n        caller.call({made})\n    }}\n", kdoc(&method)));
    }
    let output = type_of(&operation.output, types)?;
    let signature = signature(&begin, &params, Some(&output));
    let expression = format!("caller.answer<Answer.{of}>({made}).v1");
    let one_line = format!("{signature} = {expression}\n");
    let two_lines = format!("{signature} =\n        {expression}\n");
    let body = if text::fits(&one_line, WIDTH) {
        one_line
    } else if text::fits(&two_lines, WIDTH) {
        two_lines
    } else {
        let one_line = format!("        val operation = {made}\n");
        let two_lines = format!("        val operation =\n            {made}\n");
        let operation = if text::fits(&one_line, WIDTH) { one_line } else { two_lines };
        format!("{signature} {{\n{operation}        return caller.answer<Answer.{of}>(operation).v1\n    }}\n")
    };
    Ok(kdoc(&method) + &body)
}

/// A list of pages to its end.
fn stream(operation: &Operation, names: &Names, types: &Configuration) -> Result<Option<String>, String> {
    let Some(item) = operation.page_item() else { return Ok(None) };
    let method = Method::stream(operation, "kotlin", names);
    let of = &operation.type_name;
    let item = type_of(&Kind::Named(item.to_owned(), Vec::new()), types)?;
    let params = asked_for(operation).map(|it| declared(it, types)).collect::<Result<Vec<_>, _>>()?;
    let is_asked_for = |param: &Param| asked_for(operation).any(|it| it.name == param.name);
    // Where a page begins comes in the library's own type.
    let handed_over = |param: &Param| if is_asked_for(param) { value(param) } else { Ok(camel(&param.name)) };
    let values = operation.params.iter().map(handed_over).collect::<Result<Vec<_>, _>>()?;
    let signature = signature(&format!("public fun {}", method.name), &params, Some(&format!("Flow<{item}>")));
    let pages = format!(
        "caller.pages<{item}, Answer.{of}>({{ it.v1.items }}, {{ it.id }}, {{ it.v1.totalCount }}) {{ start ->"
    );
    let body = format!("{signature} =\n        {pages}\n            {}\n        }}\n", construction(of, &values));
    Ok(Some(kdoc(&method) + &body))
}

/// As ktlint lays it out: one parameter stays in the line, of several each has its own.
fn signature(begin: &str, params: &[String], output: Option<&str>) -> String {
    let output = output.map(|output| format!(": {output}")).unwrap_or_default();
    if params.len() < 2 {
        return format!("    {begin}({}){output}", params.concat());
    }
    let lines: String = params.iter().map(|param| format!("        {param},\n")).collect();
    format!("    {begin}(\n{lines}    ){output}")
}

/// An operation without parameters is an object.
fn construction(of: &str, values: &[String]) -> String {
    if values.is_empty() { format!("Operation.{of}") } else { format!("Operation.{of}({})", values.join(", ")) }
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
        (Some(Preset::Variant(variant)), _) => format!("{name}: {of} = {of}.{}", snake(variant).to_uppercase()),
        (Some(Preset::Text(text)), _) => format!("{name}: {of} = \"{text}\""),
        (Some(Preset::Bool(is_so)), _) => format!("{name}: {of} = {is_so}"),
        (None, Kind::Bool) => format!("{name}: {of} = false"),
        (None, Kind::List(_)) => format!("{name}: {of} = emptyList()"),
        (None, _) => format!("{name}: {of}? = null"),
    }
}

/// Kotlin counts with signed numbers, the library does not.
fn value(param: &Param) -> Result<String, String> {
    let name = camel(&param.name);
    match (&param.kind, param.is_optional) {
        (Kind::Number(number), true) if number == "u32" => Ok(format!("count(\"{name}\", {name})")),
        (Kind::Number(number), _) if number != "i32" => Err(format!("{name}: a {number} is not known in Kotlin")),
        _ => Ok(name),
    }
}

fn type_of(kind: &Kind, types: &Configuration) -> Result<String, String> {
    Ok(match kind {
        Kind::Text => "String".to_owned(),
        Kind::Bool => "Boolean".to_owned(),
        Kind::Number(_) => "Int".to_owned(),
        Kind::Bytes => "ByteArray".to_owned(),
        Kind::Unit => return Err("a function that gives nothing is not known in Kotlin".to_owned()),
        Kind::List(of) => format!("List<{}>", type_of(of, types)?),
        Kind::Named(..) => types.called("kotlin", kind)?,
    })
}

fn kdoc(method: &Method) -> String {
    let begin = "     * ";
    let mut lines = vec!["    /**".to_owned()];
    for (n, paragraph) in method.paragraphs.iter().enumerate() {
        if n > 0 {
            lines.push("     *".to_owned());
        }
        lines.extend(text::wrapped(paragraph, begin, begin, WIDTH));
    }
    if !method.params.is_empty() {
        lines.push("     *".to_owned());
    }
    for (name, doc) in &method.params {
        lines.extend(text::wrapped(&format!("@param {name} {doc}"), begin, "     *   ", WIDTH));
    }
    lines.push("     */\n".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::generate::description;

    /// As ktlint wants it: tried with it.
    #[test]
    fn a_call_that_is_longer_than_any_there_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let (names, types) = (Names::read(&root, &[]).expect("names"), Configuration::read(&root).expect("types"));
        let all = description::operations(&root).expect("a description");
        let mut long = all.into_iter().find(|it| it.name == "get_object_fields").expect("get_object_fields");
        let body = |long: &Operation| {
            let text = call(long, &names, &types).expect("a function");
            text.split_once("    ): ").expect("its parameters").1.to_owned()
        };
        let given = "(objectId, versionId, count(\"start\", start), count(\"max\", max))";
        let one_line =
            format!("FieldPage = caller.answer<Answer.GetObjectFields>(Operation.GetObjectFields{given}).v1\n");
        assert_eq!(body(&long), one_line);
        long.type_name.push_str("OfIt");
        let two_lines = format!(
            "FieldPage =\n        caller.answer<Answer.GetObjectFieldsOfIt>(Operation.GetObjectFieldsOfIt{given}).v1\n"
        );
        assert_eq!(body(&long), two_lines);
        long.type_name.push_str("AndAll");
        let block = format!(
            "FieldPage {{\n        val operation = Operation.GetObjectFieldsOfItAndAll{given}\n        \
             return caller.answer<Answer.GetObjectFieldsOfItAndAll>(operation).v1\n    }}\n"
        );
        assert_eq!(body(&long), block);
    }
}
