//! The core's own types that cross into Kotlin and Swift as they are: what operations take, what journeys ask and how they end, and the services' words.
//!
//! `uniffi::remote` wants each declared once more, and does not compile if a declaration differs from the core's.

use std::collections::{BTreeMap, BTreeSet};

use super::described::Core;
use super::description::{Kind, Operation, Param, Preset, camel, snake};
use super::records::{JOURNEYS, Record, Shape, Word};
use super::uniffi::{MADE, doc, rust, use_line};

/// The file.
pub(crate) fn types(core: &Core<'_>) -> Result<String, String> {
    let taken = taken(core.operations, core.records);
    let crosses = |record: &&Record| match &record.shape {
        Shape::Members(_) => record.api == JOURNEYS || taken.contains(record.name.as_str()),
        Shape::Words(_) | Shape::OneOf(_) => true,
    };
    let mut uses = Uses::new();
    let mut text = String::new();
    for record in core.records.iter().filter(crosses) {
        uses.entry(record.module.clone()).or_default().insert(record.name.clone());
        text.push_str(&format!("\n{}", doc(&record.doc, "", core.names)));
        let (kind, body) = match &record.shape {
            Shape::Members(members) => ("Record", declared(record, members, core, &mut uses)?),
            Shape::Words(words) => {
                let other = doc(std::slice::from_ref(&record.other), "    ", core.names);
                ("Enum", format!("{}{other}    Other(String),\n", variants(words, core)))
            }
            Shape::OneOf(words) => ("Enum", variants(words, core)),
        };
        let what = if kind == "Record" { "struct" } else { "enum" };
        text.push_str(&format!("#[uniffi::remote({kind})]\npub {what} {} {{\n{body}}}\n", record.name));
    }
    Ok(format!(
        "//! The core's own types that cross as they are: what operations take, what journeys ask and how they end, and the services' words.\n//!\n\
         {MADE}\n{}{text}",
        used(&uses)
    ))
}

/// What operations take, and what that is made of.
fn taken<'a>(operations: &'a [Operation], records: &'a [Record]) -> BTreeSet<&'a str> {
    let mut taken = BTreeSet::new();
    let mut rest: Vec<&Kind> = operations.iter().flat_map(|it| &it.params).map(|param| &param.kind).collect();
    while let Some(kind) = rest.pop() {
        match kind {
            Kind::List(of) => rest.push(of),
            Kind::Named(name, _) if taken.insert(name.as_str()) => {
                let record = records.iter().find(|record| record.name == *name);
                if let Some(Shape::Members(members)) = record.map(|record| &record.shape) {
                    rest.extend(members.iter().map(|member| &member.kind));
                }
            }
            _ => {}
        }
    }
    taken
}

fn declared(record: &Record, members: &[Param], core: &Core<'_>, uses: &mut Uses) -> Result<String, String> {
    let mut text = String::new();
    for member in members {
        text.push_str(&doc(std::slice::from_ref(&member.doc), "    ", core.names));
        let of = of(&member.kind, uses)?;
        let of = if member.is_nullable { format!("Option<{of}>") } else { of };
        // A receipt is made by no program.
        if record.api != JOURNEYS
            && let Some(default) = default(member)
        {
            text.push_str(&format!("    #[uniffi(default = {default})]\n"));
        }
        text.push_str(&format!("    pub {}: {of},\n", member.name));
    }
    Ok(text)
}

/// What is taken for a member that can be left out where a program makes such a record.
fn default(member: &Param) -> Option<String> {
    match (&member.preset, &member.kind) {
        _ if !member.is_optional => None,
        (Some(Preset::Text(text)), _) => Some(format!("{text:?}")),
        (Some(Preset::Bool(flag)), _) => Some(flag.to_string()),
        (Some(Preset::Variant(_)), _) => None,
        (None, _) if member.is_nullable => Some("None".to_owned()),
        (None, Kind::List(_)) => Some("[]".to_owned()),
        (None, Kind::Bool) => Some("false".to_owned()),
        (None, _) => None,
    }
}

/// A member's type, whose module is used.
fn of(kind: &Kind, uses: &mut Uses) -> Result<String, String> {
    rust(kind, &mut |name| {
        let module = match name {
            "Amount" | "RawJson" => "",
            // Declared by hand.
            "Retry" => "error",
            "CreateConfidence" => "altinn::journeys",
            // Declared here.
            _ => return name.to_owned(),
        };
        uses.entry(module.to_owned()).or_default().insert(name.to_owned());
        name.to_owned()
    })
}

fn variants(words: &[Word], core: &Core<'_>) -> String {
    let variant = |word: &Word| {
        let name = camel(&format!("_{}", snake(&word.text)));
        format!("{}    {name},\n", doc(std::slice::from_ref(&word.doc), "    ", core.names))
    };
    words.iter().map(variant).collect()
}

/// By the core's module, what is used of it.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// As rustfmt lays them out: a module's own modules come before a list of what stands in it, and what stands in no module last.
fn used(uses: &Uses) -> String {
    let (beside, mut modules): (Vec<_>, Vec<_>) = uses.iter().partition(|(module, _)| module.is_empty());
    modules.sort_by_key(|(module, names)| if names.len() > 1 { format!("{module}::{{") } else { module.to_string() });
    let lines = modules.into_iter().chain(beside).map(|(module, names)| {
        let names: Vec<String> = names.iter().cloned().collect();
        let beside = if module.is_empty() { String::new() } else { format!("{module}::") };
        use_line(&format!("nordcase::{beside}"), &names)
    });
    lines.collect()
}
