//! The Python package's methods: one for each operation, and one for each list of pages that is read to its end; for asyncio, and blocking.

use super::super::described::Core;
use super::super::description::{Kind, Operation, Param, Preset};
use super::super::method::{Method, asked_for};
use super::super::records::{Record, Shape};
use super::super::text;
use super::layout::{HEAD, Service, Used, WIDTH, docstring, paragraphs, type_of, with_closing, wrapped};

/// How a client waits for an answer.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// What it is, behind what the file is of.
    said: &'static str,
    /// What the names of its classes begin with.
    prefix: &'static str,
    define: &'static str,
    wait: &'static str,
}

pub(crate) const ASYNCIO: Form = Form { said: " for asyncio", prefix: "Async", define: "async def", wait: "await " };

pub(crate) const BLOCKING: Form = Form { said: ", blocking", prefix: "", define: "def", wait: "" };

/// The file.
pub(crate) fn methods(service: &Service, form: Form, core: &Core<'_>) -> String {
    let mut used = Used::default();
    let mut methods = Vec::new();
    for operation in core.operations.iter().filter(|it| it.api == service.api) {
        let mut operation = operation.clone();
        // What must be given stands first.
        operation.params.sort_by_key(|param| param.is_optional);
        methods.push(call(&operation, form, core, &mut used));
        methods.extend(stream(&operation, form, core, &mut used));
    }
    let Form { said, prefix, .. } = form;
    let Service { client, name, .. } = service;
    let class = format!("class {prefix}{client}Operations({prefix}Client):\n");
    used.add(&class);
    let records = core.records.iter().filter(|it| it.api == service.api);
    let mut file = docstring(&[format!("{name}'s operations{said}.")], "");
    file.push_str(HEAD);
    file.push_str(&used.imports(records, core.names));
    file.push_str(&format!("\n\n{class}"));
    file.push_str(&docstring(&["One method for each operation, named as the core names it.".to_owned()], "    "));
    for method in methods {
        file.push_str(&format!("\n{method}"));
    }
    file
}

fn call(operation: &Operation, form: Form, core: &Core<'_>, used: &mut Used) -> String {
    let method = Method::call(operation, "python", core.names, |all| format!("`{}`", all.name));
    let output = type_of(&operation.output, core.names);
    let params: Vec<String> = operation.params.iter().map(|param| declared(param, core)).collect();
    let head = signature(form.define, &method.name, &params, &output);
    let (name, wait) = (operation.full_name(), form.wait);
    let body = called(operation.params.iter(), |params| {
        let call = format!("{wait}self._call(\"{name}\", {params})");
        if operation.output == Kind::Unit { call } else { format!("return cast(\"{output}\", {call})") }
    });
    used.add(&head);
    used.add(&body);
    head + &described(&method) + &body
}

fn stream(operation: &Operation, form: Form, core: &Core<'_>, used: &mut Used) -> Option<String> {
    let item = type_of(&Kind::Named(operation.page_item()?.to_owned(), Vec::new()), core.names);
    let method = Method::stream(operation, "python", core.names);
    let params: Vec<String> = asked_for(operation).map(|param| declared(param, core)).collect();
    let head = signature("def", &method.name, &params, &format!("{}Iterator[{item}]", form.prefix));
    let name = operation.full_name();
    let body = called(asked_for(operation), |params| format!("return self._pages(\"{name}\", {params})"));
    used.add(&head);
    used.add(&body);
    Some(head + &described(&method) + &body)
}

/// A statement that hands the parameters over: in a line of their own if they do not fit into its.
fn called<'a>(params: impl Iterator<Item = &'a Param>, statement: impl Fn(&str) -> String) -> String {
    let values: Vec<String> = params.map(handed_over).collect();
    let given = if values.is_empty() { "{}".to_owned() } else { format!("given({})", values.join(", ")) };
    let line = |code: &str| format!("        {code}\n");
    let whole = line(&statement(&given));
    if text::fits(&whole, WIDTH) {
        return whole;
    }
    let mut params = line(&format!("params = {given}"));
    if !text::fits(&params, WIDTH) {
        let values: String = values.iter().map(|value| format!("            {value},\n")).collect();
        params = format!("        params = given(\n{values}        )\n");
    }
    params + &line(&statement("params"))
}

/// As its formatter would break it.
fn signature(define: &str, name: &str, params: &[String], output: &str) -> String {
    let mut all = vec!["self".to_owned()];
    if !params.is_empty() {
        all.push("*".to_owned());
        all.extend(params.iter().cloned());
    }
    let (head, tail) = (format!("    {define} {name}("), format!(") -> {output}:\n"));
    let line = format!("{head}{}{tail}", all.join(", "));
    if text::fits(&line, WIDTH) {
        return line;
    }
    let inner = format!("        {}\n", all.join(", "));
    if text::fits(&inner, WIDTH) {
        return format!("{head}\n{inner}    {tail}");
    }
    let lines: String = all.iter().map(|param| format!("        {param},\n")).collect();
    format!("{head}\n{lines}    {tail}")
}

fn declared(param: &Param, core: &Core<'_>) -> String {
    let (name, of) = (&param.name, input(&param.kind, core));
    match (&param.preset, &param.kind) {
        _ if !param.is_optional => format!("{name}: {of}"),
        (Some(Preset::Bool(true)), _) => format!("{name}: bool = True"),
        (_, Kind::Bool) => format!("{name}: bool = False"),
        (_, Kind::List(_)) => format!("{name}: {of} = ()"),
        _ => format!("{name}: {of} | None = None"),
    }
}

/// What may be given: more than an answer has.
fn input(kind: &Kind, core: &Core<'_>) -> String {
    match kind {
        Kind::List(of) => format!("Sequence[{}]", input(of, core)),
        // A `datetime` is one too.
        Kind::Named(name, _) if name == "DateTime" => "date".to_owned(),
        Kind::Named(name, _) if core.names.is_plain_text(name) => "str".to_owned(),
        Kind::Named(name, _) => {
            let of = type_of(kind, core.names);
            let is_open = |record: &Record| record.name == *name && matches!(record.shape, Shape::Words(_));
            // A text of one's own will do where the service may know more values than this release.
            if core.records.iter().any(is_open) { format!("{of} | str") } else { of }
        }
        _ => type_of(kind, core.names),
    }
}

fn handed_over(param: &Param) -> String {
    let name = &param.name;
    let value = if matches!(param.kind, Kind::List(_)) { format!("list({name})") } else { name.clone() };
    format!("{}={value}", param.crossing())
}

fn described(method: &Method) -> String {
    let indent = "        ";
    let mut lines = paragraphs(&method.paragraphs, indent);
    if !method.params.is_empty() {
        lines.extend([String::new(), format!("{indent}Args:")]);
        for (name, doc) in &method.params {
            lines.extend(wrapped(&format!("{name}: {doc}"), "            ", "                "));
        }
    }
    with_closing(lines, indent)
}
