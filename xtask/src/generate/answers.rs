//! The native library's answers: a record of each type that the core answers with, and what makes one of the core's own.
//!
//! UniFFI has one kind of map, no generic types and no masked texts, so an answer cannot cross as the core's type itself. It is moved, member by member.

use std::collections::BTreeSet;

use super::description::{Answer, Kind, Operation, Param, snake};
use super::names::Names;
use super::records::{Record, Shape};
use super::text;
use super::uniffi::{MADE, WIDTH, doc, type_name};

/// The file of a service's records.
pub(crate) fn records(
    api: &str,
    operations: &[Operation],
    records: &[Record],
    names: &Names,
) -> Result<String, String> {
    let records = records.iter().filter(|it| it.api == api).collect();
    let mut file = File { api, records, names, made: BTreeSet::new(), text: String::new(), uses: BTreeSet::new() };
    for operation in operations.iter().filter(|it| it.api == api) {
        file.reach(&operation.output)?;
    }
    let uses = uses(&file.uses, api);
    Ok(format!("//! The answers of `nordcase::{api}`, as they cross.\n//!\n{MADE}\n{uses}{}", file.text))
}

/// `impl Answer`, by the name of the operation.
pub(crate) fn by_name(operations: &[Operation]) -> Result<String, String> {
    let mut arms = String::new();
    for operation in operations {
        let of = |kind: &Kind| match kind {
            Kind::Named(name, of) if of.is_empty() => Ok(format!("{}::{name}", operation.api)),
            other => Err(format!("{}: {other:?} is no answer that is known here", operation.full_name())),
        };
        let answer = match (&operation.output, operation.answer) {
            (Kind::Unit, _) => String::new(),
            (Kind::List(item), Answer::List) => format!("(list::<{}, _>(output)?)", of(item)?),
            (Kind::Named(page, item), Answer::List | Answer::Pages) if page == "Page" && item.len() == 1 => {
                format!("(page::<{}, _>(output)?)", of(&item[0])?)
            }
            (other, _) => format!("(whole::<{}, _>(output)?)", of(other)?),
        };
        let pattern = format!("            \"{}\" =>", operation.full_name());
        let answer = format!("Self::{}{answer}", operation.type_name);
        let line = format!("{pattern} {answer},\n");
        let arm = if text::fits(&line, WIDTH) {
            line
        } else {
            format!("{pattern} {{\n                {answer}\n            }}\n")
        };
        arms.push_str(&arm);
    }
    Ok(format!(
        "impl Answer {{\n    \
         /// The answer to the operation of this name, of what the core gave: all of it, or a part of a list. Nothing if that is of another operation.\n    \
         pub(crate) fn of(name: &str, output: &mut dyn Any) -> Option<Self> {{\n        \
         Some(match name {{\n{arms}            _ => return None,\n        }})\n    }}\n}}\n"
    ))
}

/// One service's file while it is made.
struct File<'a> {
    api: &'a str,
    records: Vec<&'a Record>,
    names: &'a Names,
    /// What is in the file by now, by its name there.
    made: BTreeSet<String>,
    text: String,
    uses: BTreeSet<String>,
}

/// A member's type here, and what makes one of the core's: nothing where it is the same.
struct Crossing {
    of: String,
    by: Option<By>,
}

enum By {
    /// `into()`, of what stands alone.
    Into,
    /// Another expression, with `it` for the core's.
    Said(&'static str),
}

impl File<'_> {
    /// Writes what an answer is made of, each type once.
    fn reach(&mut self, kind: &Kind) -> Result<(), String> {
        match kind {
            Kind::List(of) => self.reach(of),
            Kind::Named(name, of) => {
                let Some(record) = self.records.iter().copied().find(|record| record.name == *name) else {
                    return Ok(());
                };
                let Shape::Members(members) = &record.shape else { return Ok(()) };
                if !self.made.insert(type_name(kind)?) {
                    return Ok(());
                }
                let members: Vec<Param> = members.iter().map(|member| of_these(member, &record.of, of)).collect();
                self.write(record, kind, &members)?;
                members.iter().try_for_each(|member| self.reach(&member.kind))
            }
            Kind::Text | Kind::Bool | Kind::Number(_) | Kind::Bytes | Kind::Unit => Ok(()),
        }
    }

    fn write(&mut self, record: &Record, kind: &Kind, members: &[Param]) -> Result<(), String> {
        let name = type_name(kind)?;
        let (mut declared, mut made) = (String::new(), Vec::new());
        let mut is_secret = false;
        for member in members {
            let crossing = self.crossing(&member.kind)?;
            is_secret |= matches!(&member.kind, Kind::Named(name, _) if name == "Secret");
            let of = if member.is_nullable { format!("Option<{}>", crossing.of) } else { crossing.of };
            declared.push_str(&doc(std::slice::from_ref(&member.doc), "    ", self.names));
            declared.push_str(&format!("    pub {}: {of},\n", member.name));
            made.push(format!("{0}: {1}", member.name, made_of(&member.name, member.is_nullable, crossing.by)));
        }
        let mut said = record.doc.clone();
        if let ([first, ..], Kind::Named(_, of)) = (said.as_mut_slice(), kind)
            && let [Kind::Named(item, _)] = of.as_slice()
        {
            *first = format!("{} of {}.", first.trim_end_matches('.'), plural(item));
        }
        // A text of its own, which is written by hand, instead of the one with all members.
        let derived = if is_secret {
            said.push("As text it is shown without them.".to_owned());
            "#[derive(Clone, PartialEq, uniffi::Record)]\n#[uniffi::export(Display)]\n"
        } else {
            "#[derive(Debug, Clone, PartialEq, uniffi::Record)]\n"
        };
        let core = core_type(self.api, kind);
        self.uses.insert(format!("nordcase::{}", self.api));
        self.text.push_str(&format!(
            "\n{}{derived}pub struct {name} {{\n{declared}}}\n\n\
             impl From<{core}> for {name} {{\n    fn from(it: {core}) -> Self {{\n{}    }}\n}}\n",
            doc(&said, "", self.names),
            literal(&made)
        ));
        Ok(())
    }

    fn crossing(&mut self, kind: &Kind) -> Result<Crossing, String> {
        let same = |of: &str| Crossing { of: of.to_owned(), by: None };
        Ok(match kind {
            Kind::Text => same("String"),
            Kind::Bool => same("bool"),
            Kind::Number(name) => same(name),
            Kind::Bytes => same("Vec<u8>"),
            Kind::Unit => same("()"),
            Kind::List(of) => {
                let Crossing { of, by } = self.crossing(of)?;
                let by = match by {
                    None => None,
                    Some(By::Into) => Some(By::Said("it.into_iter().map(Into::into).collect()")),
                    Some(By::Said(_)) => return Err(format!("a list of {of} is not known here")),
                };
                Crossing { of: format!("Vec<{of}>"), by }
            }
            Kind::Named(name, of) => match (name.as_str(), of.as_slice()) {
                // The library has one kind of map. The second is Altinn's name for one.
                ("BTreeMap", [Kind::Text, value]) => {
                    let Crossing { of, by: None } = self.crossing(value)? else {
                        return Err(format!("a map of {value:?} is not known here"));
                    };
                    self.map(&of)
                }
                ("Other", []) => self.map("Option<String>"),
                ("Secret", []) => Crossing { of: "String".to_owned(), by: Some(By::Said("it.expose().to_owned()")) },
                ("DateTime", []) => {
                    self.uses.insert("crate::time::DateTime".to_owned());
                    Crossing { of: "DateTime".to_owned(), by: Some(By::Into) }
                }
                (name @ ("RawJson" | "Amount"), []) => {
                    self.uses.insert(format!("nordcase::{name}"));
                    same(name)
                }
                (name, _) => match self.records.iter().find(|record| record.name == name).map(|record| &record.shape) {
                    Some(Shape::Members(_)) => Crossing { of: type_name(kind)?, by: Some(By::Into) },
                    // The core's own.
                    Some(Shape::Words(_) | Shape::OneOf(_)) => {
                        self.uses.insert(format!("nordcase::{}::{name}", self.api));
                        same(name)
                    }
                    None => return Err(format!("{name} is no member of an answer that is known here")),
                },
            },
        })
    }

    fn map(&mut self, of: &str) -> Crossing {
        self.uses.insert("std::collections::HashMap".to_owned());
        Crossing { of: format!("HashMap<String, {of}>"), by: Some(By::Said("it.into_iter().collect()")) }
    }
}

/// A member where the types are told that its type is of.
fn of_these(member: &Param, of: &[String], these: &[Kind]) -> Param {
    fn told(kind: &Kind, of: &[String], these: &[Kind]) -> Kind {
        match kind {
            Kind::List(inner) => Kind::List(Box::new(told(inner, of, these))),
            Kind::Named(name, inner) => match of.iter().position(|it| it == name).and_then(|at| these.get(at)) {
                Some(this) => this.clone(),
                None => Kind::Named(name.clone(), inner.iter().map(|kind| told(kind, of, these)).collect()),
            },
            other => other.clone(),
        }
    }
    Param { kind: told(&member.kind, of, these), ..member.clone() }
}

/// What makes a member of the core's, which is `it`.
fn made_of(name: &str, is_nullable: bool, by: Option<By>) -> String {
    match (by, is_nullable) {
        (None, _) => format!("it.{name}"),
        (Some(By::Into), false) => format!("it.{name}.into()"),
        (Some(By::Into), true) => format!("it.{name}.map(Into::into)"),
        (Some(By::Said(said)), false) => said.replacen("it", &format!("it.{name}"), 1),
        (Some(By::Said(said)), true) => format!("it.{name}.map(|it| {said})"),
    }
}

/// `fastdok::Page<fastdok::Task>`
fn core_type(api: &str, kind: &Kind) -> String {
    match kind {
        Kind::Named(name, of) if of.is_empty() => format!("{api}::{name}"),
        Kind::Named(name, of) => {
            let of: Vec<String> = of.iter().map(|kind| core_type(api, kind)).collect();
            format!("{api}::{name}<{}>", of.join(", "))
        }
        _ => String::new(),
    }
}

/// `Self { … }`, as rustfmt lays it out.
fn literal(members: &[String]) -> String {
    let line = format!("        Self {{ {} }}\n", members.join(", "));
    if text::fits(&line, WIDTH) {
        return line;
    }
    let members: String = members.iter().map(|member| format!("            {member},\n")).collect();
    format!("        Self {{\n{members}        }}\n")
}

/// `properties` of `Property`.
fn plural(name: &str) -> String {
    let name = snake(name).replace('_', " ");
    match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    }
}

/// As rustfmt has them: the standard library's first, and this crate's last.
fn uses(paths: &BTreeSet<String>, api: &str) -> String {
    let beginning = |root: &str| -> Vec<&str> {
        let paths = paths.iter().filter_map(|path| path.strip_prefix(root));
        paths.collect()
    };
    let one = |root: &str, names: &[&str]| match names {
        [] => String::new(),
        [name] => format!("use {root}{name};\n"),
        names => format!("use {root}{{{}}};\n", names.join(", ")),
    };
    let std = one("std::", &beginning("std::"));
    let words = format!("{api}::");
    let core = beginning("nordcase::");
    let of_api: Vec<&str> = core.iter().filter_map(|path| path.strip_prefix(words.as_str())).collect();
    let of_core: Vec<&str> = core.iter().copied().filter(|path| !path.starts_with(&words)).collect();
    // Capitals come first in a list, and what is in a module before what stands beside it.
    let (types, modules): (Vec<&str>, Vec<&str>) =
        of_core.into_iter().partition(|name| name.starts_with(char::is_uppercase));
    let beside = one("nordcase::", &types.into_iter().chain(modules).collect::<Vec<_>>());
    let of_core = one(&format!("nordcase::{api}::"), &of_api) + &beside;
    let own = one("crate::", &beginning("crate::"));
    let blocks = [std, of_core, own];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n")
}
