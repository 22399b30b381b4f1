//! The native library of the Kotlin and Swift packages: its operations and answers, and what its types are called in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::description::{Kind, Operation, Param, Preset};
use super::names::Names;
use super::text;

/// As long as a line may be.
pub(super) const WIDTH: usize = 120;

/// The two services, in the order of their imports.
const APIS: [&str; 2] = ["altinn", "fastdok"];

/// Types that have another name in a language than in the library: what its configuration says.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Configuration {
    bindings: BTreeMap<String, Bindings>,
}

#[derive(Debug, Clone, Deserialize)]
struct Bindings {
    #[serde(default)]
    rename: BTreeMap<String, String>,
}

impl Configuration {
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let path = root.join("bindings-uniffi/uniffi.toml");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What a type of the library is called in this language.
    pub(crate) fn called(&self, language: &str, kind: &Kind) -> Result<String, String> {
        let name = type_name(kind)?;
        let renamed = self.bindings.get(language).and_then(|bindings| bindings.rename.get(&name));
        Ok(renamed.cloned().unwrap_or(name))
    }
}

/// The library's name of a type: it has no generic ones.
pub(super) fn type_name(kind: &Kind) -> Result<String, String> {
    match kind {
        Kind::Named(name, of) => match (name.as_str(), of.as_slice()) {
            (_, []) => Ok(name.clone()),
            ("Page", [item]) => Ok(format!("{}Page", type_name(item)?)),
            _ => Err(format!("{name}<…> is no type of the native library")),
        },
        other => Err(format!("{other:?} has no name in the native library")),
    }
}

/// The types that a file imports, by the service that they are of.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// `operation.rs`.
pub(crate) fn operations(all: &[Operation], names: &Names) -> Result<String, String> {
    let mut imports = Imports::new();
    let variants = all.iter().map(|it| variant(it, names, &mut imports)).collect::<Result<Vec<_>, _>>()?;
    let file = format!(
        "//! Every operation with its parameters.\n//!\n{MADE}\n{}use serde::{{Deserialize, Serialize}};\n\n\
         /// One call of a service. It holds no credentials.\n\
         #[derive(Clone, PartialEq, Serialize, Deserialize, uniffi::Enum)]\n\
         #[serde(tag = \"operation\", content = \"params\", rename_all_fields = \"camelCase\")]\n\
         pub enum Operation {{\n{}}}\n\n\
         impl Operation {{\n    /// Its name in the registry of the core.\n    \
         pub(crate) fn name(&self) -> &'static str {{\n        match self {{\n{}        }}\n    }}\n}}\n",
        uses("nordcase", &imports),
        variants.concat(),
        all.iter().map(named).collect::<String>()
    );
    Ok(file)
}

/// `answer.rs`, with what makes an answer of the core's.
pub(crate) fn answers(all: &[Operation], made: &str) -> Result<String, String> {
    let mut imports = Imports::new();
    let mut variants = String::new();
    for operation in all {
        let full = operation.full_name();
        let output = match &operation.output {
            Kind::Unit => String::new(),
            kind => format!("({})", rust(kind, &mut |name| used(&mut imports, operation, name))?),
        };
        variants.push_str(&format!("    /// The answer to `{full}`.\n    {}{output},\n", operation.type_name));
    }
    let file = format!(
        "//! Every answer with its type.\n//!\n{MADE}\nuse std::any::Any;\n\nuse nordcase::{{altinn, fastdok}};\n\n{}\
         use crate::sink::{{list, page, whole}};\n\n\
         /// What a service answered, by the name of the operation.\n\
         #[derive(Clone, PartialEq, uniffi::Enum)]\n\
         pub enum Answer {{\n{variants}}}\n\n{made}",
        uses("crate", &imports)
    );
    Ok(file)
}

pub(super) const MADE: &str = "//! Made of the core's source by `cargo xtask generate`: change it there.\n";

fn used(imports: &mut Imports, operation: &Operation, name: &str) -> String {
    imports.entry(operation.api.clone()).or_default().insert(name.to_owned());
    name.to_owned()
}

/// As rustfmt lays them out.
fn uses(root: &str, imports: &Imports) -> String {
    let line = |api: &str| {
        let types: Vec<String> = imports.get(api).into_iter().flatten().cloned().collect();
        use_line(&format!("{root}::{api}::"), &types)
    };
    APIS.map(line).concat()
}

/// What is used of a module, whose path ends in `::`; nothing, if that is nothing.
pub(super) fn use_line(module: &str, names: &[String]) -> String {
    let one_line = match names {
        [] => return String::new(),
        [one] => format!("use {module}{one};\n"),
        more => format!("use {module}{{{}}};\n", more.join(", ")),
    };
    if text::fits(&one_line, WIDTH) {
        return one_line;
    }
    format!("use {module}{{\n{},\n}};\n", text::filled(names, "    ", WIDTH).join("\n"))
}

/// The arm of its name.
fn named(operation: &Operation) -> String {
    let members = if operation.params.is_empty() { "{}" } else { "{ .. }" };
    format!("            Self::{} {members} => \"{}\",\n", operation.type_name, operation.full_name())
}

fn variant(operation: &Operation, names: &Names, imports: &mut Imports) -> Result<String, String> {
    let mut text = doc(&operation.doc, "    ", names);
    text.push_str(&format!("    #[serde(rename = \"{}\")]\n", operation.full_name()));
    let mut members = String::new();
    for param in &operation.params {
        members.push_str(&member(operation, param, names, imports)?);
    }
    let body = if members.is_empty() { String::new() } else { format!("\n{members}    ") };
    text.push_str(&format!("    {} {{{body}}},\n", operation.type_name));
    Ok(text)
}

fn member(operation: &Operation, param: &Param, names: &Names, imports: &mut Imports) -> Result<String, String> {
    let mut text = doc(std::slice::from_ref(&param.doc), "        ", names);
    // A client gives what the core has a value of its own for.
    let is_given = matches!(param.preset, Some(Preset::Text(_) | Preset::Bool(_)));
    if param.is_optional && !is_given {
        text.push_str("        #[serde(default)]\n");
    }
    if param.kind == Kind::Bytes {
        text.push_str("        #[serde(with = \"serde_bytes\")]\n");
    }
    let of = rust(&param.kind, &mut |name| match names.type_name("uniffi", name) {
        same if same == name => used(imports, operation, name),
        other => other.to_owned(),
    })?;
    let of = if param.is_nullable { format!("Option<{of}>") } else { of };
    text.push_str(&format!("        {}: {of},\n", param.name));
    Ok(text)
}

pub(super) fn rust(kind: &Kind, named: &mut impl FnMut(&str) -> String) -> Result<String, String> {
    Ok(match kind {
        Kind::Text => "String".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Number(name) => name.clone(),
        Kind::Bytes => "Vec<u8>".to_owned(),
        Kind::Unit => "()".to_owned(),
        Kind::List(of) => format!("Vec<{}>", rust(of, named)?),
        Kind::Named(..) => named(&type_name(kind)?),
    })
}

pub(super) fn doc(paragraphs: &[String], indent: &str, names: &Names) -> String {
    let begin = format!("{indent}/// ");
    // Neither language has Rust's word.
    let said = |text: &str| names.said("uniffi", text).replace(". `None`", ". Nothing").replace("`None`", "nothing");
    let lines = |text: &String| text::wrapped(&said(text), &begin, &begin, WIDTH).join("\n") + "\n";
    paragraphs.iter().map(lines).collect::<Vec<_>>().join(&format!("{indent}///\n"))
}
