//! A service edition: what an agency defines in TUL (Altinn's service development tool) for a collaboration service.
//!
//! Its JSON form is in the head of [`super`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The languages that names are kept in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Language {
    #[default]
    Nb,
    Nn,
    En,
}

impl Language {
    /// The language of a `languageID`, if it is one of the three.
    pub(super) fn of_id(id: i32) -> Option<Self> {
        match id {
            1044 => Some(Self::Nb),
            2068 => Some(Self::Nn),
            1033 => Some(Self::En),
            _ => None,
        }
    }
}

/// One text in up to three languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nb: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

impl Text {
    /// The text in this language.
    pub(super) fn get(&self, language: Language) -> Option<&str> {
        match language {
            Language::Nb => self.nb.as_deref(),
            Language::Nn => self.nn.as_deref(),
            Language::En => self.en.as_deref(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        [&self.nb, &self.nn, &self.en].into_iter().flatten().map(String::as_str)
    }
}

/// A service edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edition {
    pub(super) service: String,
    pub(super) edition: i32,
    pub(super) owner: String,
    pub(super) names: Text,
    #[serde(default)]
    pub(super) default_language: Language,
    pub(super) start: String,
    pub(super) states: Vec<State>,
    #[serde(default)]
    pub(super) conditions: BTreeMap<String, bool>,
    #[serde(default)]
    pub(super) notices: Vec<NoticeTemplate>,
}

/// A state of its machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) id: i32,
    pub(super) name: String,
    #[serde(default)]
    pub(super) friendly: Text,
    #[serde(default)]
    pub(super) may_archive: bool,
    #[serde(default)]
    pub(super) may_delete: bool,
    #[serde(default)]
    pub(super) transitions: Vec<Transition>,
}

/// A way from one state to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transition {
    pub(super) name: String,
    pub(super) event: String,
    pub(super) to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fails: Option<Failure>,
    /// Compiled at its first use; every clone of the service shares it.
    #[serde(skip)]
    regex: OnceLock<Option<Regex>>,
}

/// How the state machine breaks down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    /// `ErrorCode` of the result, 60026 to 60031 in the reference.
    pub(super) error_code: i32,
    /// `ExceptionDetail` of the result.
    pub(super) detail: String,
}

/// A text that can be put on a case, with `$$name$$` for what is filled in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeTemplate {
    pub(super) id: String,
    pub(super) text: Text,
}

impl Edition {
    /// Reads an edition, and checks that its machine can run.
    pub(super) fn from_definition(definition: serde_json::Value) -> Result<Self, String> {
        let edition: Self = serde_json::from_value(definition).map_err(|error| error.to_string())?;
        if edition.service.trim().is_empty() || edition.edition < 1 || edition.owner.trim().is_empty() {
            return Err("service and owner must not be empty, edition must be 1 or more".to_owned());
        }
        if edition.names.get(edition.default_language).is_none() {
            return Err("names must have the default language".to_owned());
        }
        let names: BTreeSet<&str> = edition.states.iter().map(|state| state.name.as_str()).collect();
        let ids: BTreeSet<i32> = edition.states.iter().map(|state| state.id).collect();
        if names.len() != edition.states.len() || ids.len() != edition.states.len() {
            return Err("two states have the same name or id".to_owned());
        }
        if !names.contains(edition.start.as_str()) {
            return Err(format!("there is no state {} to start in", edition.start));
        }
        for (state, transition) in edition.transitions() {
            if !names.contains(transition.to.as_str()) {
                return Err(format!("a transition of {} goes to {}, which is no state", state.name, transition.to));
            }
            if transition.regex().is_none() {
                return Err(format!("the event of a transition of {} is no regular expression", state.name));
            }
        }
        let templates: BTreeSet<&str> = edition.notices.iter().map(|notice| notice.id.as_str()).collect();
        if templates.len() != edition.notices.len() || templates.contains("") {
            return Err("two notices have the same id, or one has none".to_owned());
        }
        Ok(edition)
    }

    /// The state of this id.
    pub(super) fn state(&self, id: i32) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The state of this name.
    pub(super) fn state_named(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// Every transition with the state it leaves.
    pub(super) fn transitions(&self) -> impl Iterator<Item = (&State, &Transition)> {
        self.states.iter().flat_map(|state| state.transitions.iter().map(move |transition| (state, transition)))
    }

    /// A text in the wanted language, or in the edition's default one.
    pub(super) fn in_language<'a>(&self, text: &'a Text, wanted: i32) -> Option<&'a str> {
        Language::of_id(wanted).and_then(|language| text.get(language)).or_else(|| text.get(self.default_language))
    }
}

impl Transition {
    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| RegexBuilder::new(&self.event).size_limit(1 << 20).build().ok()).as_ref()
    }

    /// Whether the event is one of its own. No event is, if the expression is broken (only a hand-made snapshot can
    /// have one).
    pub(super) fn fits(&self, event: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(event))
    }
}

impl NoticeTemplate {
    /// The names of its variables, over all languages, in lower case: they are case-insensitive (verified).
    pub(super) fn variables(&self) -> BTreeSet<String> {
        let names = |text| str::split(text, "$$").skip(1).step_by(2).map(str::to_lowercase).collect::<Vec<_>>();
        self.text.all().flat_map(names).filter(|name| !name.is_empty()).collect()
    }

    /// The text with its variables filled in. `tokens` has its keys in lower case.
    pub(super) fn fill(&self, text: &str, tokens: &BTreeMap<String, String>) -> String {
        text.split("$$")
            .enumerate()
            .map(|(index, part)| match tokens.get(&part.to_lowercase()) {
                Some(value) if index % 2 == 1 => value.as_str(),
                _ => part,
            })
            .collect()
    }
}

/// The editions, shared by all clones of the service until one of them changes its own. In the snapshot they are a
/// plain list.
#[derive(Debug, Clone, Default)]
pub(super) struct Editions(Vec<Arc<Edition>>);

impl Editions {
    /// The edition of this service code and edition code.
    pub(super) fn find(&self, service: &str, edition: i32) -> Option<&Arc<Edition>> {
        self.0.iter().find(|known| known.edition == edition && known.service == service)
    }

    /// The same to change it; other clones keep theirs.
    pub(super) fn find_mut(&mut self, service: &str, edition: i32) -> Option<&mut Edition> {
        let found = self.0.iter_mut().find(|known| known.edition == edition && known.service == service);
        found.map(Arc::make_mut)
    }

    /// Adds an edition, in the place of the one with the same codes.
    pub(super) fn put(&mut self, edition: Edition) {
        self.0.retain(|known| known.edition != edition.edition || known.service != edition.service);
        self.0.push(Arc::new(edition));
    }

    /// All of them, in the order they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Edition> {
        self.0.iter().map(Arc::as_ref)
    }
}

impl Serialize for Editions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Editions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Vec::<Edition>::deserialize(deserializer)?.into_iter().map(Arc::new).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition() -> serde_json::Value {
        json!({"service": "1", "edition": 1, "owner": "X", "names": {"nb": "N"}, "start": "A", "states": [
            {"id": 1, "name": "A", "transitions": [{"name": "t", "event": "b+", "to": "B"}]}, {"id": 2, "name": "B"}],
            "notices": [{"id": "1", "text": {"nb": "$$Frist$$ og $$navn$$", "en": "$$frist$$, $$sum$$"}}]})
    }

    #[test]
    fn a_machine_that_cannot_run_is_refused() {
        assert!(Edition::from_definition(definition()).is_ok());
        for (pointer, value) in [
            ("/edition", json!(0)),
            ("/service", json!(" ")),
            ("/names", json!({"en": "N"})),
            ("/start", json!("C")),
            ("/states/1/name", json!("A")),
            ("/states/1/id", json!(1)),
            ("/states/0/transitions/0/to", json!("C")),
            ("/states/0/transitions/0/event", json!("(")),
            ("/states/0/transitions/0/event", json!("(x{1000}){1000}")),
            ("/notices/0/id", json!("")),
            ("/states/0", json!({"id": 1, "name": "A", "unknown": 1})),
        ] {
            let mut broken = definition();
            *broken.pointer_mut(pointer).unwrap() = value;
            assert!(Edition::from_definition(broken).is_err(), "{pointer}");
        }
    }

    #[test]
    fn events_match_anywhere() {
        let edition = Edition::from_definition(definition()).unwrap();
        let (_, transition) = edition.transitions().next().unwrap();
        assert!(transition.fits("abbc") && !transition.fits("ac"));
    }

    #[test]
    fn variables_of_a_notice() {
        let edition = Edition::from_definition(definition()).unwrap();
        let notice = &edition.notices[0];
        assert_eq!(notice.variables().into_iter().collect::<Vec<_>>(), ["frist", "navn", "sum"]);
        let tokens =
            BTreeMap::from([("frist".to_owned(), "1. mars".to_owned()), ("navn".to_owned(), "$$frist$$".to_owned())]);
        assert_eq!(notice.fill("$$FRIST$$ og $$navn$$!", &tokens), "1. mars og $$frist$$!");
    }
}
