//! `names.toml`: where a name or a word differs from what the rule gives, and why.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::description::{Operation, Param, camel, snake};

/// The exceptions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    /// Types of the core that other languages write as a plain text.
    plain_text: BTreeMap<String, Reason>,
    /// By language: types of the core that have another name.
    types: BTreeMap<String, BTreeMap<String, Renamed>>,
    /// By language: members of types that have another name or another type than in the core.
    members: BTreeMap<String, BTreeMap<String, Member>>,
    /// By language: the word of an enumeration that is taken for one that is left out.
    presets: BTreeMap<String, BTreeMap<String, Preset>>,
    /// By language: types that have some members of several operations.
    shared: BTreeMap<String, BTreeMap<String, Shared>>,
    /// By language: what a method takes instead of an operation's inputs, by its name.
    given: BTreeMap<String, BTreeMap<String, Given>>,
    /// By language: operations whose method has another name, or says more.
    methods: BTreeMap<String, BTreeMap<String, Method>>,
    /// By language: words of the core's documentation, and what stands there instead.
    words: BTreeMap<String, BTreeMap<String, String>>,
    /// By language: links of the core's documentation, and what stands there instead; a link without a row keeps its last words.
    links: BTreeMap<String, BTreeMap<String, String>>,
    /// By the type of an operation its name: `fastdok.get_task` of `GetTask`.
    #[serde(skip)]
    operations: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    name: String,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    name: Option<String>,
    #[serde(rename = "type")]
    of: Option<String>,
    /// What is said of it besides.
    #[serde(default)]
    note: String,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    word: String,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    members: Vec<String>,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

/// What a method takes instead of some of an operation's inputs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    pub(crate) inputs: Vec<String>,
    /// Its type, if that is not the input's own.
    #[serde(rename = "type")]
    pub(crate) of: Option<String>,
    /// What is taken for it if it is left out, if that is not what its type has for nothing.
    pub(crate) default: Option<String>,
    /// The inputs again, made of `it`.
    pub(crate) values: Vec<String>,
    /// What is said of it, if that is not what the input says.
    pub(crate) doc: Option<String>,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    name: String,
    /// Its inputs, where their order is another than the core's.
    #[serde(default)]
    inputs: Vec<String>,
    /// What is said of it besides.
    note: String,
    #[expect(dead_code, reason = "for who reads the file: each exception has one")]
    why: String,
}

impl Names {
    pub(crate) fn read(root: &Path, operations: &[Operation]) -> Result<Self, String> {
        let path = root.join("names.toml");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let read: Self = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let operations = operations.iter().map(|it| (it.type_name.clone(), it.full_name()));
        Ok(Self { operations: operations.collect(), ..read })
    }

    /// What the method of this operation is called, if the link is to one.
    fn linked_method(&self, language: &str, type_name: &str) -> Option<String> {
        // The native library has the operations themselves.
        let full = self.operations.get(type_name).filter(|_| language != "uniffi")?;
        let name = full.split_once('.').map_or(full.as_str(), |(_, name)| name);
        Some(self.method(language, full).map_or_else(|| Self::written(language, name), str::to_owned))
    }

    pub(crate) fn is_plain_text(&self, type_name: &str) -> bool {
        self.plain_text.contains_key(type_name)
    }

    /// What a type of the core is called in this language.
    pub(crate) fn type_name<'a>(&'a self, language: &str, name: &'a str) -> &'a str {
        let renamed = self.types.get(language).and_then(|types| types.get(name));
        renamed.map_or(name, |renamed| &renamed.name)
    }

    /// The type of a type's member, and what is said of it besides.
    pub(crate) fn member(&self, language: &str, of: &str, name: &str) -> Option<(&str, &str)> {
        let member = self.members.get(language)?.get(&format!("{of}.{name}"))?;
        Some((member.of.as_deref()?, &member.note))
    }

    /// What a type's member is called in this language, if that is another name than the core's.
    pub(crate) fn member_name(&self, language: &str, of: &str, name: &str) -> Option<&str> {
        self.members.get(language)?.get(&format!("{of}.{name}"))?.name.as_deref()
    }

    /// Which of a type's words stands where a language needs one and the core has none.
    pub(crate) fn preset(&self, language: &str, of: &str) -> Option<&str> {
        Some(&self.presets.get(language)?.get(of)?.word)
    }

    /// The type that has some of these members, and which.
    pub(crate) fn shared(&self, language: &str, has: &[&str]) -> Option<(&str, Vec<&str>)> {
        let (name, shared) = self
            .shared
            .get(language)?
            .iter()
            .find(|(_, shared)| shared.members.iter().all(|member| has.contains(&member.as_str())))?;
        Some((name, shared.members.iter().map(String::as_str).collect()))
    }

    /// What a method takes for this input, and its name.
    pub(crate) fn given(&self, language: &str, input: &str) -> Option<(&str, &Given)> {
        let given = self.given.get(language)?.iter().find(|(_, given)| given.inputs.iter().any(|it| it == input))?;
        Some((given.0, given.1))
    }

    /// The order of a method's inputs, where it is another than the core's.
    pub(crate) fn order(&self, language: &str, operation: &str) -> &[String] {
        let method = self.methods.get(language).and_then(|methods| methods.get(operation));
        method.map_or(&[], |method| &method.inputs)
    }

    pub(crate) fn method(&self, language: &str, operation: &str) -> Option<&str> {
        Some(&self.methods.get(language)?.get(operation)?.name)
    }

    /// A name of the core's, as names are written in this language.
    pub(crate) fn written(language: &str, name: &str) -> String {
        if language == "python" { name.to_owned() } else { camel(name) }
    }

    pub(crate) fn note(&self, language: &str, operation: &str) -> Option<&str> {
        Some(&self.methods.get(language)?.get(operation)?.note)
    }

    /// The core's words in another language: its links are Rust's.
    pub(crate) fn said(&self, language: &str, text: &str) -> String {
        let row = |name: &str| ["all", language].into_iter().rev().find_map(|of| self.links.get(of)?.get(name));
        let mut said = String::new();
        let mut rest = text;
        while let Some((before, link)) = rest.split_once("[`") {
            let Some((name, after)) = link.split_once("`]") else { break };
            // The target of a link with one of its own.
            let after = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
                Some((_, after)) => after,
                None => after,
            };
            said.push_str(before);
            match row(name) {
                Some(words) => said.push_str(words),
                None => match name.split_once("::") {
                    None if let Some(method) = self.linked_method(language, name) => {
                        said.push_str(&format!("`{method}`"));
                    }
                    Some((of, member)) if let Some(method) = self.linked_method(language, of) => {
                        said.push_str(&format!("`{}` of `{method}`", Self::written(language, member)));
                    }
                    Some((of, word)) if language == "python" && word.starts_with(char::is_uppercase) => {
                        said.push_str(&format!("`{of}.{}`", snake(word).to_uppercase()));
                    }
                    _ => said.push_str(&format!("`{name}`")),
                },
            }
            rest = after;
        }
        said.push_str(rest);
        let words = self.words.get(language).into_iter().flatten();
        words.fold(said, |said, (word, instead)| said.replace(word, instead))
    }

    /// What the core says of an operation: the names of its inputs too are written as this language writes names.
    pub(crate) fn said_of(&self, language: &str, text: &str, inputs: &[Param]) -> String {
        let quoted = |name: &str| format!("`{name}`");
        inputs.iter().fold(self.said(language, text), |said, input| {
            said.replace(&quoted(&input.name), &quoted(&Self::written(language, &input.name)))
        })
    }
}
