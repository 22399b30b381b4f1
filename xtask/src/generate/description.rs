//! What the core's source says of each operation: nothing else describes one, and all that is generated is made of this.

use std::fs;
use std::path::Path;

use super::record;
use syn::{Attribute, Expr, Fields, GenericArgument, Item, ItemStruct, Lit, Meta, PathArguments, Stmt, Type, UseTree};

/// One operation, as `core/src/<api>/<operation>.rs` has it.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// `list_tasks`.
    pub(crate) name: String,
    /// `fastdok`.
    pub(crate) api: String,
    /// `ListTasks`.
    pub(crate) type_name: String,
    /// The paragraphs of its type's doc.
    pub(crate) doc: Vec<String>,
    /// Verb, path and mark: the first paragraph of its file's doc.
    pub(crate) source: String,
    pub(crate) params: Vec<Param>,
    /// What its answer says, as `Page<Task>`.
    pub(crate) output: Kind,
    pub(crate) answer: Answer,
}

impl Operation {
    /// `fastdok.list_tasks`, as the registry names it.
    pub(crate) fn full_name(&self) -> String {
        format!("{}.{}", self.api, self.name)
    }

    /// What is in a list that is asked for page by page, as `Task`.
    pub(crate) fn page_item(&self) -> Option<&str> {
        match (&self.answer, &self.output) {
            (Answer::Pages, Kind::Named(_, of)) => match of.first() {
                Some(Kind::Named(name, _)) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How an answer is read, in the registry's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Once it is whole.
    Whole,
    /// Item by item, while it arrives.
    List,
    /// So too, and asked for page by page.
    Pages,
}

/// An input of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Param {
    /// `task_id`.
    pub(crate) name: String,
    /// What it is called outside of Rust, if that is another name.
    pub(crate) renamed: Option<String>,
    pub(crate) kind: Kind,
    /// Whether it can be left out.
    pub(crate) is_optional: bool,
    /// Whether it can be nothing: an `Option`.
    pub(crate) is_nullable: bool,
    /// What the core takes then, if that is not nothing, `false` or an empty list.
    pub(crate) preset: Option<Preset>,
    pub(crate) doc: String,
}

/// What the core takes for an input that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Preset {
    /// What its type has for a default, as `Documented`.
    Variant(String),
    /// What the member's own function gives.
    Text(String),
    /// So too.
    Bool(bool),
}

impl Param {
    /// `taskId`: its name as it crosses into other languages.
    pub(crate) fn crossing(&self) -> String {
        self.renamed.clone().unwrap_or_else(|| camel(&self.name))
    }
}

/// A type, as far as another language needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Bool,
    /// A whole number, by Rust's name for its type: `u32`.
    Number(String),
    Bytes,
    /// Nothing.
    Unit,
    /// A type of the core's, with what it is of: `Page<Task>`.
    Named(String, Vec<Kind>),
    List(Box<Kind>),
}

/// All operations, in the order of the registry.
pub(crate) fn operations(root: &Path) -> Result<Vec<Operation>, String> {
    let registry = parsed(&root.join("core/src/wire/registry.rs"))?;
    let one = |(answer, api, name): (String, String, String)| operation(root, &answer, &api, &name);
    registered(&registry).into_iter().map(one).collect()
}

pub(super) fn parsed(path: &Path) -> Result<syn::File, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let failed = |error: syn::Error| format!("{}: {error}", path.display());
    let mut file = syn::parse_file(&text).map_err(failed)?;
    for item in &mut file.items {
        if let Item::Macro(declared) = item
            && declared.mac.path.is_ident("record")
        {
            *item = Item::Struct(record::declared(&declared.mac).map_err(failed)?);
        }
    }
    Ok(file)
}

/// All journeys, in the order of their registry: the API, and the type.
pub(crate) fn journeys(root: &Path) -> Result<Vec<(String, String)>, String> {
    let file = parsed(&root.join("core/src/wire/journeys.rs"))?;
    let with_api = |type_name: String| {
        let path = format!("journeys/{}.rs", snake(&type_name));
        let api = ["fastdok", "altinn"].into_iter().find(|api| root.join("core/src").join(api).join(&path).exists());
        api.map(|api| (api.to_owned(), type_name.clone())).ok_or_else(|| format!("{type_name} has no file in core/src"))
    };
    lines(&file).into_iter().map(|words| with_api(words.concat())).collect()
}

/// The lines of `registry!`: how the answer is read, the API, and the operation's type.
fn registered(file: &syn::File) -> Vec<(String, String, String)> {
    let line = |words: Vec<String>| match <[String; 3]>::try_from(words) {
        Ok([answer, api, name]) => Some((answer, api, name)),
        Err(_) => None,
    };
    lines(file).into_iter().filter_map(line).collect()
}

/// The words of each line that `registry!` is given. What defines the macro has a name, what uses it has none.
fn lines(file: &syn::File) -> Vec<Vec<String>> {
    let used = file.items.iter().find_map(|item| match item {
        Item::Macro(used) if used.ident.is_none() && used.mac.path.is_ident("registry") => Some(&used.mac.tokens),
        _ => None,
    });
    let text = used.map(ToString::to_string).unwrap_or_default();
    let words = |line: &str| -> Vec<String> {
        let words = line.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    text.split(';').map(words).filter(|words| !words.is_empty()).collect()
}

fn operation(root: &Path, answer: &str, api: &str, type_name: &str) -> Result<Operation, String> {
    let name = snake(type_name);
    let path = root.join(format!("core/src/{api}/{name}.rs"));
    let file = parsed(&path)?;
    let lacks = |what: &str| format!("{}: {what}", path.display());
    let params = file.items.iter().find_map(|item| match item {
        Item::Struct(found) if found.ident == type_name => Some(found),
        _ => None,
    });
    let params = params.ok_or_else(|| lacks("has no type of its own name"))?;
    let output = file
        .items
        .iter()
        .find_map(|item| associated(item, "Operation", "Output"))
        .ok_or_else(|| lacks("implements no operation"))?;
    let source = paragraphs(&doc(&file.attrs)).into_iter().next();
    Ok(Operation {
        doc: paragraphs(&doc(&params.attrs)),
        source: source.ok_or_else(|| lacks("has no head"))?,
        params: members(params, Some((&file, &path))).map_err(|what| lacks(&what))?,
        output: kind(output).ok_or_else(|| lacks("has an answer of a type that is not known here"))?,
        answer: match answer {
            "whole" => Answer::Whole,
            "list" => Answer::List,
            "pages" => Answer::Pages,
            other => return Err(lacks(&format!("is {other} in the registry, which is not known here"))),
        },
        name,
        type_name: type_name.to_owned(),
        api: api.to_owned(),
    })
}

/// `type Output = …` of `impl Operation`, and its like.
pub(super) fn associated<'a>(item: &'a Item, of: &str, name: &str) -> Option<&'a Type> {
    let Item::Impl(implementation) = item else { return None };
    let (implemented, _) = implementation.trait_.as_ref()?;
    if !implemented.is_ident(of) {
        return None;
    }
    implementation.items.iter().find_map(|item| match item {
        syn::ImplItem::Type(found) if found.ident == name => Some(&found.ty),
        _ => None,
    })
}

/// The members; and, where they are an operation's inputs of this file, what is taken for those that are left out.
pub(super) fn members(of: &ItemStruct, inputs: Option<(&syn::File, &Path)>) -> Result<Vec<Param>, String> {
    let Fields::Named(fields) = &of.fields else { return Err("has members without names".to_owned()) };
    let member = |field: &syn::Field| {
        let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let inner = generic(&field.ty, "Option");
        let kind =
            kind(inner.unwrap_or(&field.ty)).ok_or_else(|| format!("`{name}` is of a type that is not known here"))?;
        let doc = paragraphs(&doc(&field.attrs)).join(" ");
        let default = default(&field.attrs);
        let preset = match (&default, inner, inputs) {
            (Some(words), None, Some((file, path))) => {
                preset(words, &kind, file, path).map_err(|what| format!("`{name}`: {what}"))?
            }
            _ => None,
        };
        let is_optional = inner.is_some() || default.is_some();
        Ok(Param { name, renamed: renamed(&field.attrs), kind, is_optional, is_nullable: inner.is_some(), preset, doc })
    };
    fields.named.iter().map(member).collect()
}

/// The words of `#[serde(default = "start")]` behind `default`.
fn default(attributes: &[Attribute]) -> Option<String> {
    serde(attributes).find_map(|tokens| tokens.strip_prefix("default").map(str::to_owned))
}

/// The name in `#[serde(rename = "name")]`.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    serde(attributes).find_map(|tokens| Some(tokens.strip_prefix("rename = \"")?.strip_suffix('"')?.to_owned()))
}

/// What `#[serde(…)]` says.
pub(super) fn serde(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.to_string()),
        _ => None,
    })
}

fn preset(words: &str, kind: &Kind, file: &syn::File, path: &Path) -> Result<Option<Preset>, String> {
    let function = words.trim_start().strip_prefix('=').and_then(|rest| rest.split('"').nth(1));
    let name = match (function, kind) {
        (Some(name), _) => name,
        (None, Kind::Named(name, _)) => name.as_str(),
        (None, _) => return Ok(None),
    };
    let neighbour = taken_from(file, name).map(|it| parsed(&path.with_file_name(format!("{it}.rs")))).transpose()?;
    let file = neighbour.as_ref().unwrap_or(file);
    let found = match function {
        Some(_) => given_by(file, name),
        None => default_variant(file, name).map(Preset::Variant),
    };
    found.map(Some).ok_or_else(|| "its default is not known here".to_owned())
}

/// `use super::neighbour::name`.
fn taken_from(file: &syn::File, name: &str) -> Option<String> {
    file.items.iter().find_map(|item| {
        let Item::Use(used) = item else { return None };
        let UseTree::Path(parent) = &used.tree else { return None };
        let UseTree::Path(neighbour) = parent.tree.as_ref() else { return None };
        match neighbour.tree.as_ref() {
            UseTree::Name(taken) if taken.ident == name => Some(neighbour.ident.to_string()),
            _ => None,
        }
    })
}

/// The value that a function of this file is nothing but: `"START".to_owned()`, `true`.
fn given_by(file: &syn::File, function: &str) -> Option<Preset> {
    let body = file.items.iter().find_map(|item| match item {
        Item::Fn(found) if found.sig.ident == function => Some(&found.block.stmts),
        _ => None,
    })?;
    let [Stmt::Expr(value, None)] = body.as_slice() else { return None };
    let value = match value {
        Expr::MethodCall(call) if call.method == "to_owned" => call.receiver.as_ref(),
        other => other,
    };
    let Expr::Lit(literal) = value else { return None };
    match &literal.lit {
        Lit::Str(text) => Some(Preset::Text(text.value())),
        Lit::Bool(it) => Some(Preset::Bool(it.value)),
        _ => None,
    }
}

/// The variant that an enumeration of this file marks with `#[default]`.
fn default_variant(file: &syn::File, name: &str) -> Option<String> {
    let variants = file.items.iter().find_map(|item| match item {
        Item::Enum(found) if found.ident == name => Some(&found.variants),
        _ => None,
    })?;
    let marked = |attribute: &Attribute| attribute.path().is_ident("default");
    variants.iter().find(|variant| variant.attrs.iter().any(marked)).map(|variant| variant.ident.to_string())
}

pub(super) fn kind(of: &Type) -> Option<Kind> {
    if let Type::Tuple(tuple) = of {
        return tuple.elems.is_empty().then_some(Kind::Unit);
    }
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last()?;
    let inner: Vec<Kind> = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            let types = arguments.args.iter().map(|argument| match argument {
                GenericArgument::Type(inner) => kind(inner),
                _ => None,
            });
            types.collect::<Option<_>>()?
        }
        _ => Vec::new(),
    };
    Some(match last.ident.to_string().as_str() {
        "String" => Kind::Text,
        "bool" => Kind::Bool,
        number @ ("u8" | "u16" | "u32" | "u64" | "i32" | "i64") => Kind::Number(number.to_owned()),
        "Vec"
            if generic(of, "Vec")
                .is_some_and(|inner| matches!(inner, Type::Path(path) if path.path.is_ident("u8"))) =>
        {
            Kind::Bytes
        }
        "Vec" => Kind::List(Box::new(inner.into_iter().next()?)),
        name => Kind::Named(name.to_owned(), inner),
    })
}

/// The `T` of a `Name<T>`.
fn generic<'a>(of: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

pub(super) fn doc(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let Expr::Lit(literal) = &pair.value else { return None };
        match (&literal.lit, pair.path.is_ident("doc")) {
            (Lit::Str(text), true) => Some(text.value().trim().to_owned()),
            _ => None,
        }
    };
    attributes.iter().filter_map(line).collect()
}

/// Lines between empty ones belong together.
pub(super) fn paragraphs(lines: &[String]) -> Vec<String> {
    let all = lines.split(|line| line.is_empty());
    all.filter(|lines| !lines.is_empty()).map(|lines| lines.join(" ")).collect()
}

/// What an operation lists: `tasks` of `list_tasks`. A list that is read to its end has this name.
pub(crate) fn listed(operation: &str) -> &str {
    match operation {
        "get_case_list" => "cases",
        name => name.split_once('_').map_or(name, |(_, listed)| listed),
    }
}

/// `ListTasks` as `list_tasks`.
pub(crate) fn snake(type_name: &str) -> String {
    let mut name = String::new();
    for c in type_name.chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}

/// `task_id` as `taskId`: as it crosses into other languages.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_describes_all_of_its_operations() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let all = operations(&root).expect("a description");
        let named: Vec<String> = all.iter().map(|it| format!("{}.{}", it.api, it.name)).collect();
        let registered: Vec<&str> = nordcase::wire::operations().iter().map(|info| info.name).collect();
        assert_eq!(named, registered);
        for operation in &all {
            assert!(!operation.doc.is_empty() && !operation.source.is_empty(), "{}", operation.name);
            assert!(operation.params.iter().all(|param| !param.doc.is_empty()), "{}", operation.name);
            assert_eq!(operation.page_item().is_some(), operation.answer == Answer::Pages, "{}", operation.name);
        }
    }

    #[test]
    fn what_is_taken_for_an_input_that_is_left_out() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let all = operations(&root).expect("a description");
        let params = all.into_iter().flat_map(|it| it.params.into_iter().map(move |param| (it.name.clone(), param)));
        let presets: Vec<_> = params.filter_map(|(of, param)| Some((of, param.name, param.preset?))).collect();
        let row = |of: &str, name: &str, preset| (of.to_owned(), name.to_owned(), preset);
        assert_eq!(
            presets,
            [
                row("start_case", "body_form", Preset::Variant("Documented".to_owned())),
                row("start_instance", "message", Preset::Text("START".to_owned())),
                row("add_instance_objects", "body_form", Preset::Variant("Documented".to_owned())),
                row("instantiate_collaboration", "check_reportee", Preset::Bool(true)),
                row("get_case_list", "check_reportee", Preset::Bool(true)),
            ]
        );
    }

    #[test]
    fn names_in_both_forms() {
        assert_eq!(
            (snake("ListTaskActions"), camel("list_task_actions")),
            ("list_task_actions".into(), "listTaskActions".into())
        );
    }
}
