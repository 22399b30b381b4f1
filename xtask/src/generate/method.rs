//! What is said of a package's method, in the core's words and with the links of its language.

use super::description::{Operation, Param, listed};
use super::names::Names;

/// A method's name and doc.
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) paragraphs: Vec<String>,
    /// Each input, and what it is.
    pub(crate) params: Vec<(String, String)>,
}

/// What a list is asked for with by the method that reads it to its end, and what is said of it there.
const PAGE_SIZE: (&str, &str) = ("max", "How many are asked for at once; the service's own number if none.");

/// What that method counts by itself.
const START: &str = "start";

impl Method {
    /// The one that sends one request. Of a list it reads one page, and links to the one that reads all.
    pub(crate) fn call(operation: &Operation, language: &str, names: &Names, link: impl Fn(&Self) -> String) -> Self {
        let full = operation.full_name();
        let said = |text: &str| names.said_of(language, text, &operation.params);
        let mut paragraphs: Vec<String> = operation.doc.iter().map(|text| said(text)).collect();
        paragraphs.extend(names.note(language, &full).map(said));
        if operation.page_item().is_some() {
            let all = link(&Self::stream(operation, language, names));
            paragraphs.push(format!("One page; {all} reads all of them."));
        }
        paragraphs.push(format!("Source: {}", said(&operation.source)));
        Self {
            name: names
                .method(language, &full)
                .map_or_else(|| Names::written(language, &operation.name), str::to_owned),
            paragraphs,
            params: inputs(operation, language, names).into_iter().map(|it| (it.name, said(&it.param.doc))).collect(),
        }
    }

    /// The one that reads a list of pages to its end.
    pub(crate) fn stream(operation: &Operation, language: &str, names: &Names) -> Self {
        let said = |text: &str| names.said_of(language, text, &operation.params);
        let param = |param: &Param| {
            let doc = if param.name == PAGE_SIZE.0 { PAGE_SIZE.1.to_owned() } else { said(&param.doc) };
            (Names::written(language, &param.name), doc)
        };
        let mut paragraphs: Vec<String> = operation.doc.iter().take(1).map(|text| said(text)).collect();
        paragraphs.push("All of them: page by page, each read while it arrives.".to_owned());
        let name = Names::written(language, listed(&operation.name));
        // An iterator is told from what is there at once.
        let name = if language == "python" { format!("iter_{name}") } else { name };
        Self { name, paragraphs, params: asked_for(operation).map(param).collect() }
    }
}

/// What a list of pages is asked for with, when its pages are counted for the caller.
pub(crate) fn asked_for(operation: &Operation) -> impl Iterator<Item = &Param> {
    operation.params.iter().filter(|param| param.name != START)
}

/// What a method takes: an input of the operation, or one thing for some of them.
pub(crate) struct Input {
    pub(crate) name: String,
    /// The input that it is, or the first of those that it stands for; with what is said of it here.
    pub(crate) param: Param,
    /// Its type, if that is not the input's own.
    pub(crate) of: Option<String>,
    /// What is taken for it if it is left out, if that is not what its type has for nothing.
    pub(crate) default: Option<String>,
    /// The operation's inputs that it gives, and how: as it is, if that is not said.
    pub(crate) gives: Vec<(String, Option<String>)>,
}

/// What the method takes, in its order: what must be given comes first.
pub(crate) fn inputs(operation: &Operation, language: &str, names: &Names) -> Vec<Input> {
    let mut inputs = Vec::new();
    for param in &operation.params {
        let Some((name, given)) = names.given(language, &param.name) else {
            let gives = vec![(param.name.clone(), None)];
            inputs.push(Input {
                name: Names::written(language, &param.name),
                param: param.clone(),
                of: None,
                default: None,
                gives,
            });
            continue;
        };
        if given.inputs.first() == Some(&param.name) {
            let it = if param.is_nullable { format!("{name}?.") } else { format!("{name}.") };
            let value =
                |value: &String| value.strip_prefix("it.").map_or_else(|| name.to_owned(), |rest| it.clone() + rest);
            let gives = given.inputs.iter().zip(&given.values).map(|(of, said)| (of.clone(), Some(value(said))));
            let doc = given.doc.clone().unwrap_or_else(|| param.doc.clone());
            inputs.push(Input {
                name: name.to_owned(),
                param: Param { doc, ..param.clone() },
                of: given.of.clone(),
                default: given.default.clone(),
                gives: gives.collect(),
            });
        }
    }
    let order = names.order(language, &operation.full_name());
    inputs.sort_by_key(|it| (it.param.is_optional, order.iter().position(|name| *name == it.name)));
    inputs
}

/// How a method gives an input of the operation: nothing, as it is.
pub(crate) fn given<'a>(inputs: &'a [Input], param: &Param) -> Option<&'a str> {
    let gives = inputs.iter().flat_map(|it| &it.gives);
    gives.into_iter().find(|(name, _)| *name == param.name).and_then(|(_, value)| value.as_deref())
}
