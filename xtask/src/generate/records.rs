//! The core's plain types that its operations take and give: structs, and enums of words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syn::{Fields, GenericParam, Item, ItemEnum, ItemStruct};

use super::description::{
    Kind, Operation, Param, associated, camel, doc, kind, members, paragraphs, parsed, serde, snake,
};

/// Where what belongs to journeys stands: with neither service.
pub(crate) const JOURNEYS: &str = "journeys";

/// A type, as it crosses into other languages.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// `fastdok`, or [`JOURNEYS`].
    pub(crate) api: String,
    /// Where it is public: `fastdok`, `fastdok::journeys`.
    pub(crate) module: String,
    /// `Task`.
    pub(crate) name: String,
    pub(crate) doc: Vec<String>,
    /// What it is of: the `T` of a page.
    pub(crate) of: Vec<String>,
    pub(crate) shape: Shape,
    /// What is said of a word that is none of these.
    pub(crate) other: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Members(Vec<Param>),
    /// The service's words, and any other.
    Words(Vec<Word>),
    /// One of these, and no other.
    OneOf(Vec<Word>),
}

/// One word of several, as it crosses.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) doc: String,
}

/// All that the operations take and give, in the order in which they first do. What is no plain data is left to the languages.
pub(crate) fn records(root: &Path, operations: &[Operation]) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for api in ["fastdok", "altinn"] {
        let mut declared = declared(root, api)?;
        for operation in operations.iter().filter(|it| it.api == api) {
            reach(&operation.output, &mut declared, &mut records);
            for param in &operation.params {
                reach(&param.kind, &mut declared, &mut records);
            }
        }
    }
    Ok(records)
}

/// All that journeys ask and how they end, in the order in which the journeys are registered.
pub(crate) fn of_journeys(root: &Path, journeys: &[(String, String)]) -> Result<Vec<Record>, String> {
    let mut known = declared(root, "journey")?;
    for api in ["fastdok", "altinn"] {
        let folder = format!("{api}/journeys");
        known.extend(declared(root, &folder)?);
        for (_, journey) in journeys.iter().filter(|(of, _)| of == api) {
            let folder = format!("{folder}/{}", snake(journey));
            if root.join("core/src").join(&folder).is_dir() {
                known.extend(declared(root, &folder)?);
            }
        }
    }
    let mut records = Vec::new();
    for (api, journey) in journeys {
        let path = root.join(format!("core/src/{api}/journeys/{}.rs", snake(journey)));
        let file = parsed(&path)?;
        let said = ["Question", "Receipt"].map(|of| file.items.iter().find_map(|item| associated(item, "Script", of)));
        for of in said {
            let of = of.and_then(kind).ok_or_else(|| format!("{}: says not how it ends", path.display()))?;
            reach(&of, &mut known, &mut records);
        }
    }
    reach(&Kind::Named("FailureReport".to_owned(), Vec::new()), &mut known, &mut records);
    Ok(records.into_iter().map(|record| Record { api: JOURNEYS.to_owned(), ..record }).collect())
}

/// Takes the types that this one is made of, each once.
fn reach(kind: &Kind, declared: &mut BTreeMap<String, Record>, records: &mut Vec<Record>) {
    match kind {
        Kind::List(of) => reach(of, declared, records),
        Kind::Named(name, of) => {
            if let Some(record) = declared.remove(name) {
                let members = if let Shape::Members(members) = &record.shape { members.clone() } else { Vec::new() };
                records.push(record);
                for member in members {
                    reach(&member.kind, declared, records);
                }
            }
            for kind in of {
                reach(kind, declared, records);
            }
        }
        Kind::Text | Kind::Bool | Kind::Number(_) | Kind::Bytes | Kind::Unit => {}
    }
}

/// The plain types in an API's files, by name.
fn declared(root: &Path, api: &str) -> Result<BTreeMap<String, Record>, String> {
    let folder = root.join("core/src").join(api);
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let file = parsed(&path)?;
        for item in &file.items {
            let record = match item {
                Item::Struct(item) => of_struct(api, item, (&file, &path)),
                Item::Enum(item) => of_enum(api, item),
                _ => None,
            };
            found.extend(record.map(|record| (record.name.clone(), record)));
        }
    }
    Ok(found)
}

/// Where the types of a folder are public: `fastdok::journeys` of `fastdok/journeys/pay_case`.
fn module(folder: &str) -> String {
    folder.split('/').take(2).collect::<Vec<_>>().join("::")
}

fn of_struct(api: &str, item: &ItemStruct, place: (&syn::File, &Path)) -> Option<Record> {
    let of = item.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(of) => Some(of.ident.to_string()),
        _ => None,
    });
    Some(Record {
        api: api.to_owned(),
        module: module(api),
        name: item.ident.to_string(),
        doc: paragraphs(&doc(&item.attrs)),
        of: of.collect(),
        // A member of another kind is none that crosses.
        shape: Shape::Members(members(item, Some(place)).ok()?),
        other: String::new(),
    })
}

/// An enum of words; one that has an `Other(String)` besides takes any.
fn of_enum(api: &str, item: &ItemEnum) -> Option<Record> {
    let mut words = Vec::new();
    let mut is_open = false;
    let mut other = String::new();
    for variant in &item.variants {
        match &variant.fields {
            Fields::Unit => {
                words.push(Word { text: variant.ident.to_string(), doc: paragraphs(&doc(&variant.attrs)).join(" ") });
            }
            Fields::Unnamed(_) if variant.ident == "Other" => {
                is_open = true;
                other = paragraphs(&doc(&variant.attrs)).join(" ");
            }
            _ => return None,
        }
    }
    // What is written otherwise than by its name is no word.
    let says = |text: &str| serde(&item.attrs).any(|said| said.contains(text));
    let one_of = |words: Vec<Word>, crossing: fn(&str) -> String| {
        Shape::OneOf(words.into_iter().map(|word| Word { text: crossing(&word.text), ..word }).collect())
    };
    let shape = match is_open {
        true if says("into = \"String\"") => Shape::Words(words),
        false if says("rename_all = \"camelCase\"") => one_of(words, |name| camel(&snake(name))),
        false if says("rename_all = \"snake_case\"") => one_of(words, snake),
        _ => return None,
    };
    Some(Record {
        api: api.to_owned(),
        module: module(api),
        name: item.ident.to_string(),
        doc: paragraphs(&doc(&item.attrs)),
        of: Vec::new(),
        shape,
        other,
    })
}

#[cfg(test)]
mod tests {
    use super::super::description;
    use super::*;

    #[test]
    fn the_types_that_operations_take_and_give() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let operations = description::operations(&root).expect("the core's source");
        let records = records(&root, &operations).expect("the core's source");
        let find = |name: &str| records.iter().find(|record| record.name == name).map(|record| &record.shape);
        let Some(Shape::Members(members)) = find("Object") else { panic!("Object has members") };
        let crossing: Vec<String> = members.iter().map(Param::crossing).collect();
        assert!(crossing.contains(&"type".to_owned()) && crossing.contains(&"dataId".to_owned()), "{crossing:?}");
        assert!(matches!(find("TaskKind"), Some(Shape::Words(words)) if words.len() == 3));
        assert!(
            matches!(find("BodyForm"), Some(Shape::OneOf(words)) if words.iter().any(|word| word.text == "strictJson"))
        );
        assert!(find("Language").is_none(), "it crosses as a number");
        assert!(records.iter().all(|record| !record.doc.is_empty()));
    }
}
