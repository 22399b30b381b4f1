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
            params: operation
                .params
                .iter()
                .map(|param| (Names::written(language, &param.name), said(&param.doc)))
                .collect(),
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
