//! `docs/names.md`: what each operation, list and journey is called in five languages, side by side, as their packages' sources have it; and each input and
//! member, as the generator writes it.

mod members;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::described::Core;
use super::description::{camel, listed, snake};

/// How a package writes its methods, and what in a method's body says what it carries out.
struct Language {
    name: &'static str,
    files: &'static [&'static str],
    /// What stands before the name where a method is declared.
    declares: &'static [&'static str],
    /// Whether names are written with capitals (`listTasks`).
    is_camel: bool,
    /// What stands before the name of a list that is read to its end.
    streamed: &'static str,
    /// The words of a call, given the operation; of several with `…` between them all must be there.
    calls: fn(&Subject) -> Vec<String>,
    /// The words of a list that is read to its end.
    streams: fn(&Subject) -> Vec<String>,
    journeys: fn(&Subject) -> Vec<String>,
}

/// What is looked for: `fastdok`, `list_tasks`, `ListTasks`.
struct Subject {
    api: String,
    name: String,
    type_name: String,
}

impl Subject {
    fn full(&self) -> String {
        format!("{}.{}", self.api, self.name)
    }
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "TypeScript",
        files: &[
            "bindings-wasm/js/src/fastdok.ts",
            "bindings-wasm/js/src/fastdok-operations.ts",
            "bindings-wasm/js/src/altinn.ts",
            "bindings-wasm/js/src/altinn-operations.ts",
        ],
        declares: &["  async *", "  async ", "  "],
        is_camel: true,
        streamed: "",
        calls: |it| vec![format!("this.call(\"{}\"", it.name)],
        streams: |it| vec![format!("this.all(\"{}\"", it.name), format!("rows(this.#host, \"{}\"", it.full())],
        journeys: |it| vec![format!("begun(this.#host, \"{}\"", it.full())],
    },
    Language {
        name: "Python",
        files: &[
            "bindings-python/python/nordcase/_fastdok_operations.py",
            "bindings-python/python/nordcase/_fastdok_client.py",
            "bindings-python/python/nordcase/_altinn_operations.py",
            "bindings-python/python/nordcase/_altinn_client.py",
        ],
        declares: &["    def "],
        is_camel: false,
        streamed: "iter_",
        calls: |it| vec![format!("self._call(\"{}\"", it.full())],
        streams: |it| vec![format!("self._pages(\"{}\"", it.full()), format!("self._rows(\"{}\"", it.full())],
        journeys: |it| vec![format!("self._journey(\"{}\"", it.full())],
    },
    Language {
        name: "Kotlin",
        files: &[
            "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/FastDok.kt",
            "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/FastDokOperations.kt",
            "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/CaseAgency.kt",
            "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/CaseAgencyOperations.kt",
        ],
        declares: &["    public suspend fun ", "    public fun "],
        is_camel: true,
        streamed: "",
        calls: |it| vec![format!("answer<Answer.{}>", it.type_name), format!("call(Operation.{}", it.type_name)],
        streams: |it| vec![format!("Answer.{}>({{", it.type_name), format!("as Answer.{})", it.type_name)],
        journeys: |it| vec![format!("Journey.{}(", it.type_name)],
    },
    Language {
        name: "Swift",
        files: &[
            "bindings-uniffi/swift/Sources/Nordcase/FastDok.swift",
            "bindings-uniffi/swift/Sources/Nordcase/FastDokOperations.swift",
            "bindings-uniffi/swift/Sources/Nordcase/FastDokLists.swift",
            "bindings-uniffi/swift/Sources/Nordcase/CaseAgency.swift",
            "bindings-uniffi/swift/Sources/Nordcase/CaseAgencyOperations.swift",
            "bindings-uniffi/swift/Sources/Nordcase/CaseAgencyCases.swift",
        ],
        declares: &["    public func "],
        is_camel: true,
        streamed: "",
        calls: |it| {
            vec![
                format!("{{ if case .{}(", camel(&it.name)),
                format!("{{ if case .{} ", camel(&it.name)),
                format!("            if case .{}(let it)", camel(&it.name)),
                format!("            if case .{} = $0", camel(&it.name)),
            ]
        },
        streams: |it| vec![format!("ListItems(engine….{}(", camel(&it.name))],
        journeys: |it| vec![format!("steps(.{},", camel(&it.name))],
    },
];

/// A method, and all that stands from its declaration to the next one.
struct Method {
    name: String,
    body: String,
}

struct Package {
    language: &'static Language,
    methods: Vec<Method>,
}

/// The page.
pub(crate) fn names(root: &Path, core: &Core<'_>, journeys: &[(String, String)]) -> Result<String, String> {
    let mut packages = Vec::new();
    for language in LANGUAGES {
        let mut methods = Vec::new();
        for file in language.files {
            let text = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
            methods.extend(declared(language, &text));
        }
        packages.push(Package { language, methods });
    }
    let subject = |api: &str, type_name: &str| Subject {
        api: api.to_owned(),
        name: snake(type_name),
        type_name: type_name.to_owned(),
    };
    let operations: Vec<Subject> = core.operations.iter().map(|it| subject(&it.api, &it.type_name)).collect();
    let journeys: Vec<Subject> = journeys.iter().map(|(api, type_name)| subject(api, type_name)).collect();
    let mut page = String::from(HEAD);
    section(&mut page, "Operations", &packages, &operations, Of::Calls);
    section(&mut page, "Lists to their end", &packages, &operations, Of::Streams);
    section(&mut page, "Journeys", &packages, &journeys, Of::Journeys);
    members::sections(&mut page, core.operations, core.records, core.names);
    Ok(page)
}

const HEAD: &str = "# Names\n\n\
    What each operation, list and journey is called, as the packages' sources have it, and each input and member. Made by `cargo xtask generate`.\n\n\
    The rule: an operation and a journey have the core's name, in each language's own case; a list that is read to its end has what is listed (in Python behind\n\
    `iter_`). A name in *italics* differs from it. `—` stands where a package has no\n\
    method of its own. In Rust an operation is a value: `client.call(&ListTasks::new())`; `client.list` reads one while it arrives, `fastdok::Pages`\n\
    goes on from page to page.\n";

/// What a section of the page is of.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Calls,
    Streams,
    Journeys,
}

impl Of {
    fn words(self, language: &Language, subject: &Subject) -> Vec<String> {
        match self {
            Self::Calls => (language.calls)(subject),
            Self::Streams => (language.streams)(subject),
            Self::Journeys => (language.journeys)(subject),
        }
    }

    /// The name by the rule.
    fn rule(self, language: &Language, subject: &Subject) -> String {
        let name = match self {
            Self::Streams => format!("{}{}", language.streamed, listed(&subject.name)),
            Self::Calls | Self::Journeys => subject.name.clone(),
        };
        if language.is_camel { camel(&name) } else { name }
    }

    /// The methods that carry it out: by themselves, or by the name of the rule through one that does.
    fn methods(self, package: &Package, subject: &Subject) -> Vec<String> {
        let does = |of: Self| {
            let words = of.words(package.language, subject);
            let has =
                move |method: &&Method| words.iter().any(|word| word.split('…').all(|part| method.body.contains(part)));
            package.methods.iter().filter(has).map(|method| method.name.clone()).collect::<Vec<_>>()
        };
        let (mut found, rule) = (does(self), self.rule(package.language, subject));
        let through: Vec<String> =
            found.iter().cloned().chain(does(Self::Streams)).map(|name| format!("{name}(")).collect();
        let by_rule = package.methods.iter().find(|method| method.name == rule && !found.contains(&rule));
        if by_rule.is_some_and(|method| through.iter().any(|call| method.body.contains(call.as_str()))) {
            found.insert(0, rule);
        }
        found
    }
}

fn section(page: &mut String, title: &str, packages: &[Package], subjects: &[Subject], of: Of) {
    let languages: Vec<&str> = packages.iter().map(|package| package.language.name).collect();
    let line = " --- |".repeat(languages.len());
    let _ = write!(page, "\n## {title}\n\n| | Rust | {} |\n| --- | --- |{line}\n", languages.join(" | "));
    for subject in subjects {
        let found: Vec<Vec<String>> = packages.iter().map(|package| of.methods(package, subject)).collect();
        if of == Of::Streams && found.iter().all(Vec::is_empty) {
            continue;
        }
        let cell = |(package, names): (&Package, &Vec<String>)| {
            let rule = of.rule(package.language, subject);
            let shown =
                names.iter().map(|name| if *name == rule { format!("`{name}`") } else { format!("*`{name}`*") });
            let shown: Vec<String> = shown.collect();
            if shown.is_empty() { "—".to_owned() } else { shown.join(", ") }
        };
        let cells: Vec<String> = packages.iter().zip(&found).map(cell).collect();
        let _ = writeln!(page, "| `{}` | `{}` | {} |", subject.full(), subject.type_name, cells.join(" | "));
    }
}

fn declared(language: &Language, text: &str) -> Vec<Method> {
    let mut methods: Vec<Method> = Vec::new();
    for line in text.lines() {
        let named = language.declares.iter().find_map(|begin| {
            let rest = line.strip_prefix(begin)?;
            let rest = rest.strip_prefix("<").map_or(rest, |rest| rest.split_once("> ").map_or(rest, |(_, rest)| rest));
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
            let (name, after) = rest.split_at(end);
            let begins = after.starts_with('(') || after.starts_with('<');
            (begins && !name.is_empty() && name.starts_with(char::is_lowercase)).then(|| name.to_owned())
        });
        match (named, methods.last_mut()) {
            (Some(name), _) => methods.push(Method { name, body: line.to_owned() }),
            (None, Some(method)) => {
                method.body.push('\n');
                method.body.push_str(line);
            }
            (None, None) => {}
        }
    }
    methods
}
