//! The Python package's records and its enumerations of words: the whole of `nordcase/fastdok.py`, `nordcase/altinn.py` and `nordcase/journeys.py`.

use super::super::described::Core;
use super::super::description::{Kind, Param, Preset, camel, snake};
use super::super::names::Names;
use super::super::records::{JOURNEYS, Record, Shape, Word};
use super::layout::{HEAD, MARKS, Service, Used, docstring, type_of};

/// The file of a service's values.
pub(crate) fn records(service: &Service, core: &Core<'_>) -> Result<String, String> {
    file(service.api, &format!("The values of {}, under the names that its API gives them.", service.name), core)
}

/// The file of what belongs to the journeys of both.
pub(crate) fn of_journeys(core: &Core<'_>) -> Result<String, String> {
    file(JOURNEYS, "What journeys ask, and how they end: questions, receipts, reports.", core)
}

fn file(of: &str, what: &str, core: &Core<'_>) -> Result<String, String> {
    let (mut own, others): (Vec<&Record>, Vec<&Record>) = core.records.iter().partition(|it| it.api == of);
    // A record may have a word for a default, which must be there by then.
    own.sort_by_key(|it| matches!(it.shape, Shape::Members(_)));
    let mut used = Used::default();
    let mut classes = Vec::new();
    for record in own.iter().filter(|it| !core.names.is_plain_text(&it.name)) {
        classes.push(class(record, core.names, &mut used)?);
    }
    // A type variable is declared as a value is.
    let variables: String = own.iter().flat_map(|it| &it.of).map(|of| format!("{of} = TypeVar(\"{of}\")\n")).collect();
    used.add(&variables);
    let imports = used.imports(others.into_iter().filter(|it| own.iter().all(|own| own.name != it.name)), core.names);
    let mut file = docstring(&[what.to_owned(), MARKS.to_owned()], "") + HEAD + &imports;
    if !variables.is_empty() {
        file.push_str(&format!("\n{variables}"));
    }
    for class in classes {
        file.push_str(&format!("\n\n{class}"));
    }
    Ok(file)
}

fn class(record: &Record, names: &Names, used: &mut Used) -> Result<String, String> {
    let mut doc: Vec<String> = record.doc.iter().map(|text| names.said("python", text)).collect();
    let name = names.type_name("python", &record.name);
    match &record.shape {
        Shape::Members(members) => {
            let bases = bases(record, members, names);
            used.add(&bases);
            let members = declared(record, members, names, used)?;
            Ok(format!("class {name}({bases}):\n{}\n{members}", docstring(&doc, "    ")))
        }
        Shape::Words(words) | Shape::OneOf(words) => {
            used.add("OpenEnum");
            if let (Shape::Words(_), Some(first)) = (&record.shape, doc.first_mut()) {
                first.push_str(" Others are kept as they are.");
            }
            let words: String = words.iter().map(|word| constant(word, names)).collect();
            Ok(format!("class {name}(OpenEnum):\n{}\n{words}", docstring(&doc, "    ")))
        }
    }
}

/// What a record is made of, and the members that cross under another name than their own.
fn bases(record: &Record, members: &[Param], names: &Names) -> String {
    let base = match record.of.as_slice() {
        [] => "Record".to_owned(),
        // What holds things of some type is gone through as they are.
        of => format!("Listing[{}]", of.join(", ")),
    };
    let crossing = members.iter().map(|it| (attribute(record, it, names), it.crossing()));
    let crossing = crossing.filter(|(name, crossing)| camel(name) != *crossing);
    let crossing = crossing.map(|(name, crossing)| format!("{name}=\"{crossing}\""));
    std::iter::once(base).chain(crossing).collect::<Vec<_>>().join(", ")
}

/// What a member is called.
fn attribute<'a>(record: &Record, member: &'a Param, names: &'a Names) -> &'a str {
    names.member_name("python", &record.name, &member.name).unwrap_or(&member.name)
}

fn declared(record: &Record, members: &[Param], names: &Names, used: &mut Used) -> Result<String, String> {
    let mut text = String::new();
    let mut is_behind_default = false;
    for member in members {
        let of = type_of(&member.kind, names);
        used.add(&of);
        let of = if member.is_nullable { format!("{of} | None") } else { of };
        // Where one can be left out, so can all behind it: each needs something to be then.
        let default = default(member, is_behind_default, names);
        is_behind_default |= default.is_some();
        if is_behind_default && default.is_none() {
            return Err(format!(
                "{}.{} stands behind what can be left out, and cannot be itself",
                record.name, member.name
            ));
        }
        let default = default.map(|value| {
            used.add(&value);
            format!(" = {value}")
        });
        text.push_str(&format!("    {}: {of}{}\n", attribute(record, member, names), default.unwrap_or_default()));
        text.push_str(&docstring(&[names.said("python", &member.doc)], "    "));
    }
    Ok(text)
}

fn default(member: &Param, is_behind_default: bool, names: &Names) -> Option<String> {
    match (&member.preset, &member.kind) {
        (Some(Preset::Text(text)), _) => Some(format!("\"{text}\"")),
        (Some(Preset::Bool(true)), _) => Some("True".to_owned()),
        (Some(Preset::Bool(false)), _) => Some("False".to_owned()),
        (Some(Preset::Variant(_)), _) => None,
        (None, Kind::List(_)) => Some("()".to_owned()),
        (None, Kind::Named(name, _)) if name == "BTreeMap" || name == "Other" => Some("FrozenDict()".to_owned()),
        (None, _) if member.is_optional => Some("None".to_owned()),
        _ if !is_behind_default => None,
        (None, Kind::Bool) => Some("False".to_owned()),
        (None, Kind::Number(_)) => Some("0".to_owned()),
        (None, Kind::Text) => Some("\"\"".to_owned()),
        (None, Kind::Named(name, _)) => {
            names.preset("python", name).map(|word| format!("{name}.{}", snake(word).to_uppercase()))
        }
        (None, _) => None,
    }
}

/// `TASK_PAY = "TaskPay"`
fn constant(word: &Word, names: &Names) -> String {
    let name = snake(&word.text).to_uppercase();
    format!("    {name} = \"{}\"\n{}", word.text, docstring(&[names.said("python", &word.doc)], "    "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn member(name: &str, kind: Kind, is_optional: bool) -> Param {
        Param {
            name: name.to_owned(),
            renamed: None,
            kind,
            is_optional,
            is_nullable: is_optional,
            preset: None,
            doc: "It.".to_owned(),
        }
    }

    fn made(members: Vec<Param>) -> Result<String, String> {
        let names = Names::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &[]).expect("names.toml");
        let shape = Shape::Members(members);
        let record = Record {
            api: "x".to_owned(),
            module: "x".to_owned(),
            name: "X".to_owned(),
            doc: vec!["X.".to_owned()],
            of: Vec::new(),
            shape,
            other: String::new(),
        };
        class(&record, &names, &mut Used::default())
    }

    #[test]
    fn what_stands_behind_what_can_be_left_out() {
        let named = |name: &str| Kind::Named(name.to_owned(), Vec::new());
        let of = |kind: Kind| made(vec![member("first", Kind::Text, true), member("second", kind, false)]);
        assert!(of(Kind::Bool).is_ok_and(|text| text.contains("second: bool = False\n")));
        assert!(of(named("Evidence")).is_ok_and(|text| text.contains("second: Evidence = Evidence.STATE\n")));
        assert!(of(named("Task")).is_err_and(|error| error.contains("X.second")));
        assert!(made(vec![member("second", named("Task"), false)]).is_ok_and(|text| text.contains("second: Task\n")));
    }

    #[test]
    fn a_member_that_crosses_under_another_name() {
        let renamed = Param { renamed: Some("URI".to_owned()), ..member("resource_uri", Kind::Text, false) };
        assert!(made(vec![renamed]).is_ok_and(|text| text.starts_with("class X(Record, resource_uri=\"URI\"):\n")));
        assert!(
            made(vec![member("resource_uri", Kind::Text, false)])
                .is_ok_and(|text| text.starts_with("class X(Record):\n"))
        );
    }
}
