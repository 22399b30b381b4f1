//! The npm package's methods, what each of them takes, and the types of that: three files for each service.

use std::collections::BTreeSet;

use super::described::Core;
use super::description::{Kind, Operation, Param};
use super::method::Method;
use super::names::Names;
use super::records::{Record, Shape, Word};
use super::text;

/// Its rows in `names.toml`.
const LANGUAGE: &str = "typescript";

/// As long as a line may be.
const WIDTH: usize = 120;

/// Types of `values.ts`, which both services have; all others are in the service's own file.
const VALUES: [&str; 6] = ["Amount", "CallOptions", "DateTimeText", "Extra", "Open", "RawJson"];

/// What a page is chosen by, in each list that is asked for page by page.
const PAGING: [&str; 2] = ["start", "max"];

/// A service, and what its client is called.
pub(crate) struct Api {
    /// `fastdok`: of the operations' names, and of the files.
    name: &'static str,
    client: &'static str,
    service: &'static str,
    /// The interface with all operations by name.
    map: &'static str,
}

pub(crate) const FASTDOK: Api =
    Api { name: "fastdok", client: "FastDok", service: "FastDok", map: "FastDokOperations" };

pub(crate) const ALTINN: Api =
    Api { name: "altinn", client: "CaseAgency", service: "CaseAgencySystem", map: "AltinnOperations" };

/// The file with the methods.
pub(crate) fn methods(api: &Api, core: &Core<'_>) -> Result<String, String> {
    let file = File::new(api, core)?;
    let mut used = BTreeSet::from([api.map.to_owned()]);
    let methods: Vec<String> = file.operations.iter().map(|it| file.method(it, &mut used)).collect();
    let streams: Vec<String> = file.operations.iter().filter_map(|it| file.stream(it, &mut used)).collect();
    let Api { client, service, map, .. } = api;
    let lists = if streams.is_empty() { "" } else { ", and its lists to their end" };
    let mut text = head(&format!("{service}'s operations, one method each{lists}."));
    let mut class = remark(&format!("What {{@link {client}}} has of {service}'s operations."), "");
    class.push_str(&format!("export abstract class {client}Methods {{\n"));
    class.push_str(&remark("Carries out the operation of this name, once.", "  "));
    class.push_str(&by_any_name("call", map, map, &format!("Promise<{map}[Name][1]>")));
    if !streams.is_empty() {
        let lists = file.lists();
        class.push('\n');
        class.push_str(&remark("All items of the list of this name, page after page.", "  "));
        class.push_str(&by_any_name("all", &lists, map, &format!("AsyncGenerator<{lists}[Name], void, undefined>")));
        used.insert(lists);
    }
    class.push_str("\n  // Operations.\n\n");
    class.push_str(&methods.join("\n"));
    if !streams.is_empty() {
        class.push_str("\n  // Lists to their end.\n\n");
        class.push_str(&streams.join("\n"));
    }
    used.insert("CallOptions".to_owned());
    text.push_str(&file.imports(&used));
    Ok(text + "\n" + &class + "}\n")
}

/// A method that the client itself has, and that the others call.
fn by_any_name(name: &str, keys: &str, map: &str, output: &str) -> String {
    let params = ["name: Name", &format!("params: {map}[Name][0]"), "options?: CallOptions"];
    let lines: String = params.iter().map(|param| format!("    {param},\n")).collect();
    format!("  abstract {name}<Name extends keyof {keys}>(\n{lines}  ): {output};\n")
}

/// The file with what the methods take, and with all operations by name.
pub(crate) fn params(api: &Api, core: &Core<'_>) -> Result<String, String> {
    let file = File::new(api, core)?;
    let mut used = BTreeSet::new();
    let mut types = Vec::new();
    if let Some([start, max]) = &file.paging {
        let members = [start, max].map(|it| file.member(it, &[], &mut used)).concat();
        types.push(remark("Which part of a list.", "") + "export interface Paging {\n" + &members + "}\n");
    }
    types.extend(file.operations.iter().filter_map(|it| file.declared(it, &mut used)));
    types.extend(file.listed(&mut used));
    types.push(file.by_name(&mut used));
    let text = head(&format!("What the operations of {} take, and what they give.", api.service));
    Ok(text + &file.imports(&used) + "\n" + &types.join("\n"))
}

/// The file with the types of what they take and give.
pub(crate) fn records(api: &Api, core: &Core<'_>) -> Result<String, String> {
    let file = File::new(api, core)?;
    let mut used = BTreeSet::new();
    let types: Vec<String> = file.records.iter().map(|it| file.record(it, &mut used)).collect();
    let text = head(&format!("The values of {}, under the names that its API gives them.", api.service));
    let is_here = |name: &str, record: &&Record| {
        file.names.type_name(LANGUAGE, &record.name) == name || record.of.iter().any(|of| of == name)
    };
    used.retain(|name| !file.records.iter().any(|record| is_here(name, record)));
    Ok(text + &file.imports(&used) + "\n" + &types.join("\n"))
}

fn head(what: &str) -> String {
    comment(&[what.to_owned(), "Made of the core's source by `cargo xtask generate`: change it there.".to_owned()], "")
}

/// What the files of a service are made of.
struct File<'a> {
    api: &'a Api,
    operations: Vec<&'a Operation>,
    records: Vec<&'a Record>,
    names: &'a Names,
    /// The members of `Paging`, if the service has pages.
    paging: Option<[&'a Param; 2]>,
}

impl<'a> File<'a> {
    fn new(api: &'a Api, core: &Core<'a>) -> Result<Self, String> {
        let operations: Vec<&Operation> = core.operations.iter().filter(|it| it.api == api.name).collect();
        let records = core.records.iter().filter(|it| it.api == api.name).collect();
        let mut paging: Option<[&Param; 2]> = None;
        for operation in operations.iter().filter(|it| it.page_item().is_some()) {
            let find = |name: &str| operation.params.iter().find(|param| param.name == name);
            let [Some(start), Some(max)] = PAGING.map(find) else {
                return Err(format!("{} has pages, and not both of {PAGING:?}", operation.name));
            };
            // They have one type in this language, so they must say the same.
            if paging.is_some_and(|[one, other]| (&one.doc, &other.doc) != (&start.doc, &max.doc)) {
                return Err(format!("{} says something else of {PAGING:?} than the lists before it", operation.name));
            }
            paging = Some([start, max]);
        }
        Ok(Self { api, operations, records, names: core.names, paging })
    }

    /// `FastDokLists`.
    fn lists(&self) -> String {
        format!("{}Lists", self.api.client)
    }

    /// Of an operation, by the name that the package's methods have.
    fn of_operation(&self, operation: &Operation) -> Method {
        Method::call(operation, LANGUAGE, self.names, |all| format!("{{@link {}.{}}}", self.api.client, all.name))
    }

    fn method(&self, operation: &Operation, used: &mut BTreeSet<String>) -> String {
        let method = self.of_operation(operation);
        let given = if operation.params.is_empty() { "{}" } else { "params" };
        let output = format!("Promise<{}>", self.type_of(&operation.output, used));
        let call = format!("this.call(\"{}\", {given}, options)", operation.name);
        comment(&method.paragraphs, "  ") + &self.function(&method.name, operation, &output, &call, used)
    }

    /// The method of a list that is read to its end.
    fn stream(&self, operation: &Operation, used: &mut BTreeSet<String>) -> Option<String> {
        let item = self.type_of(&Kind::Named(operation.page_item()?.to_owned(), Vec::new()), used);
        let mut method = Method::stream(operation, LANGUAGE, self.names);
        let all = format!("{{@link {}.all}} says more.", self.api.client);
        method.paragraphs.push(format!("Leaving the loop ends the exchange. {all}"));
        let output = format!("AsyncGenerator<{item}, void, undefined>");
        let call = format!("this.all(\"{}\", params, options)", operation.name);
        Some(comment(&method.paragraphs, "  ") + &self.function(&method.name, operation, &output, &call, used))
    }

    fn function(&self, name: &str, of: &Operation, output: &str, call: &str, used: &mut BTreeSet<String>) -> String {
        let mut params = vec!["options?: CallOptions".to_owned()];
        if let Some(type_name) = self.params_type(of) {
            // Of what is one thing or another, something must be said.
            let is_free = matches!(self.shared(of), None | Some(("Paging", _)));
            let is_optional = is_free && of.params.iter().all(|param| param.is_optional);
            let default = if is_optional { " = {}" } else { "" };
            params.insert(0, format!("params: {type_name}{default}"));
            used.insert(type_name);
        }
        let line = format!("  {name}({}): {output} {{\n", params.join(", "));
        let head = if text::fits(&line, WIDTH) {
            line
        } else {
            let lines: String = params.iter().map(|param| format!("    {param},\n")).collect();
            format!("  {name}(\n{lines}  ): {output} {{\n")
        };
        format!("{head}    return {call};\n  }}\n")
    }

    /// A type that has some of an operation's members, and which: as a page has, or as `names.toml` says.
    fn shared(&self, operation: &Operation) -> Option<(&str, Vec<&str>)> {
        if operation.page_item().is_some() {
            return Some(("Paging", PAGING.to_vec()));
        }
        let has: Vec<&str> = operation.params.iter().map(|param| param.name.as_str()).collect();
        self.names.shared(LANGUAGE, &has)
    }

    /// The type of what an operation takes; `None` where it takes nothing.
    fn params_type(&self, operation: &Operation) -> Option<String> {
        let members = self.members(operation);
        match (operation.params.is_empty(), members.is_empty()) {
            (true, _) => None,
            (false, true) => Some("Paging".to_owned()),
            (false, false) => Some(format!("{}Params", operation.type_name)),
        }
    }

    /// The members that its own type has.
    fn members<'b>(&self, operation: &'b Operation) -> Vec<&'b Param> {
        let shared = self.shared(operation).map(|(_, members)| members).unwrap_or_default();
        operation.params.iter().filter(|param| !shared.contains(&param.name.as_str())).collect()
    }

    fn declared(&self, operation: &Operation, used: &mut BTreeSet<String>) -> Option<String> {
        let own = self.members(operation);
        let name = self.params_type(operation).filter(|_| !own.is_empty())?;
        let doc = format!("What {{@link {}.{}}} takes.", self.api.client, self.of_operation(operation).name);
        let members: String = own.into_iter().map(|param| self.member(param, &operation.params, used)).collect();
        let declared = match self.shared(operation) {
            Some(("Paging", _)) => format!("export interface {name} extends Paging {{\n{members}}}\n"),
            // An interface cannot extend what is one thing or another.
            Some((shared, _)) => {
                used.insert(shared.to_owned());
                format!("export type {name} = {shared} & {{\n{members}}};\n")
            }
            None => format!("export interface {name} {{\n{members}}}\n"),
        };
        Some(remark(&doc, "") + &declared)
    }

    fn member(&self, param: &Param, beside: &[Param], used: &mut BTreeSet<String>) -> String {
        let of = self.type_of(&param.kind, used);
        member(&param.crossing(), &of, param.is_optional, &self.names.said_of(LANGUAGE, &param.doc, beside))
    }

    fn record(&self, record: &Record, used: &mut BTreeSet<String>) -> String {
        let mut doc: Vec<String> = record.doc.iter().map(|text| self.names.said(LANGUAGE, text)).collect();
        if let Shape::Words(words) | Shape::OneOf(words) = &record.shape {
            doc.extend(words.iter().map(|word| format!("- `{}`: {}", word.text, self.names.said(LANGUAGE, &word.doc))));
        }
        let name = self.names.type_name(LANGUAGE, &record.name);
        let of = if record.of.is_empty() { String::new() } else { format!("<{}>", record.of.join(", ")) };
        let declared = match &record.shape {
            Shape::Members(members) => {
                let declared = |param: &Param| match self.names.member(LANGUAGE, &record.name, &param.name) {
                    Some((of, note)) => {
                        let doc = format!("{} {note}", self.names.said(LANGUAGE, &param.doc));
                        member(&param.crossing(), of, param.is_optional, &doc)
                    }
                    None => self.member(param, &[], used),
                };
                let members: String = members.iter().map(declared).collect();
                format!("export interface {name}{of} {{\n{members}}}\n")
            }
            Shape::Words(words) => {
                used.insert("Open".to_owned());
                format!("export type {name} = Open<{}>;\n", either(words))
            }
            Shape::OneOf(words) => format!("export type {name} = {};\n", either(words)),
        };
        comment(&doc, "") + &declared
    }

    /// What is in each list that has pages.
    fn listed(&self, used: &mut BTreeSet<String>) -> Option<String> {
        let mut lines = String::new();
        for operation in &self.operations {
            let Some(item) = operation.page_item() else { continue };
            let item = self.type_of(&Kind::Named(item.to_owned(), Vec::new()), used);
            let method = Method::stream(operation, LANGUAGE, self.names);
            lines.push_str(&remark(&format!("Of {{@link {}.{}}}.", self.api.client, method.name), "  "));
            lines.push_str(&format!("  {}: {item};\n", operation.name));
        }
        let doc = format!("The lists of {} that come page by page, and what is in each.", self.api.service);
        (!lines.is_empty()).then(|| remark(&doc, "") + &format!("export interface {} {{\n{lines}}}\n", self.lists()))
    }

    /// All operations by name.
    fn by_name(&self, used: &mut BTreeSet<String>) -> String {
        let mut lines = String::new();
        for operation in &self.operations {
            let params = self.params_type(operation).unwrap_or_else(|| "Record<never, never>".to_owned());
            let output = self.type_of(&operation.output, used);
            lines.push_str(&remark(&self.names.said_of(LANGUAGE, &operation.source, &operation.params), "  "));
            lines.push_str(&format!("  {}: [params: {params}, output: {output}];\n", operation.name));
        }
        let doc = format!("Every operation of {}: its parameters and its answer.", self.api.service);
        remark(&doc, "") + &format!("export interface {} {{\n{lines}}}\n", self.api.map)
    }

    fn type_of(&self, kind: &Kind, used: &mut BTreeSet<String>) -> String {
        match kind {
            Kind::Text => "string".to_owned(),
            Kind::Bool => "boolean".to_owned(),
            Kind::Number(_) => "number".to_owned(),
            Kind::Bytes => "Uint8Array".to_owned(),
            Kind::Unit => "undefined".to_owned(),
            Kind::List(of) => format!("readonly {}[]", self.type_of(of, used)),
            // Members that have no name here, by the service's.
            Kind::Named(name, _) if name == "BTreeMap" => {
                self.type_of(&Kind::Named("Extra".to_owned(), Vec::new()), used)
            }
            Kind::Named(name, of) => {
                let name = self.names.type_name(LANGUAGE, name);
                // The language's own types need no import.
                if name.starts_with(char::is_uppercase) {
                    used.insert(name.to_owned());
                }
                let of: Vec<String> = of.iter().map(|kind| self.type_of(kind, used)).collect();
                if of.is_empty() { name.to_owned() } else { format!("{name}<{}>", of.join(", ")) }
            }
        }
    }

    /// The lines that import these types, each from where it is declared.
    fn imports(&self, used: &BTreeSet<String>) -> String {
        let mut made = BTreeSet::from([self.api.map.to_owned(), self.lists(), "Paging".to_owned()]);
        made.extend(self.operations.iter().filter_map(|it| self.params_type(it)));
        let records: BTreeSet<&str> = self.records.iter().map(|it| self.names.type_name(LANGUAGE, &it.name)).collect();
        let (mut params, mut of_records, mut types, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for name in used {
            let from = match name.as_str() {
                of if VALUES.contains(&of) => &mut values,
                of if records.contains(of) => &mut of_records,
                of if made.contains(of) => &mut params,
                _ => &mut types,
            };
            from.push(name);
        }
        let name = self.api.name;
        import(&params, &format!("./{name}-params.js"))
            + &import(&of_records, &format!("./{name}-records.js"))
            + &import(&types, &format!("./{name}-types.js"))
            + &import(&values, "./values.js")
    }
}

fn import(names: &[&String], from: &str) -> String {
    if names.is_empty() {
        return String::new();
    }
    let all: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let line = format!("import type {{ {} }} from \"{from}\";\n", all.join(", "));
    if text::fits(&line, WIDTH) {
        return line;
    }
    let lines: String = all.iter().map(|name| format!("  {name},\n")).collect();
    format!("import type {{\n{lines}}} from \"{from}\";\n")
}

/// `"Ready" | "Completed"`
fn either(words: &[Word]) -> String {
    words.iter().map(|word| format!("\"{}\"", word.text)).collect::<Vec<_>>().join(" | ")
}

fn member(name: &str, of: &str, is_optional: bool, doc: &str) -> String {
    let declared = if is_optional { format!("{name}?: {of} | undefined") } else { format!("{name}: {of}") };
    format!("{}  readonly {declared};\n", remark(doc, "  "))
}

fn remark(text: &str, indent: &str) -> String {
    comment(&[text.to_owned()], indent)
}

/// A comment for readers of the declarations: in one line if it fits. Items of a list stand together.
fn comment(paragraphs: &[String], indent: &str) -> String {
    let line = format!("{indent}/** {} */\n", paragraphs.join(" "));
    if paragraphs.len() == 1 && text::fits(&line, WIDTH) {
        return line;
    }
    let mut text = format!("{indent}/**\n");
    let begin = format!("{indent} * ");
    let mut was_item = true;
    for paragraph in paragraphs {
        let is_item = paragraph.starts_with("- ");
        if text.lines().count() > 1 && !(is_item && was_item) {
            text.push_str(&format!("{indent} *\n"));
        }
        let rest = if is_item { format!("{begin}  ") } else { begin.clone() };
        text.push_str(&(text::wrapped(paragraph, &begin, &rest, WIDTH).join("\n") + "\n"));
        was_item = is_item;
    }
    text + &format!("{indent} */\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{description, records};
    use super::*;

    fn read() -> (Vec<Operation>, Vec<Record>, Names) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let operations = description::operations(&root).expect("the core's source");
        let records = records::records(&root, &operations).expect("the core's source");
        let names = Names::read(&root, &operations).expect("names.toml");
        (operations, records, names)
    }

    #[test]
    fn bounds_are_said_as_the_core_has_them() {
        let (_, _, names) = read();
        let said = |link: &str| names.said("typescript", link);
        assert_eq!(said("[`ID_CHARS`]"), nordcase::limits::ID_CHARS.to_string());
        assert_eq!(said("[`UPLOAD_BYTES`]"), format!("{} MiB", nordcase::limits::UPLOAD_BYTES >> 20));
    }

    #[test]
    fn lists_that_say_different_things_of_their_pages_have_no_common_type() {
        let (mut operations, records, names) = read();
        let core = Core { operations: &operations, records: &records, names: &names };
        assert!(params(&FASTDOK, &core).is_ok());
        assert!(params(&ALTINN, &core).is_ok_and(|text| text.contains("= CaseOrService & {")));
        let tasks = operations.iter_mut().find(|it| it.name == "list_tasks").expect("list_tasks");
        tasks.params.iter_mut().find(|it| it.name == "max").expect("max").doc.push_str(" And more.");
        let core = Core { operations: &operations, records: &records, names: &names };
        assert!(params(&FASTDOK, &core).is_err_and(|error| error.contains("list_tasks")));
    }

    #[test]
    fn comments_are_broken_where_they_are_too_long() {
        assert_eq!(comment(&["One.".to_owned()], "  "), "  /** One. */\n");
        assert_eq!(comment(&["One.".to_owned(), "Two.".to_owned()], ""), "/**\n * One.\n *\n * Two.\n */\n");
        assert!(comment(&["word ".repeat(60)], "  ").lines().all(|line| line.chars().count() <= WIDTH));
    }
}
