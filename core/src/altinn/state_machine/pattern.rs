//! The regular expression of a transition, and what can be said with it of an event.

use regex_lite::{Regex, RegexBuilder};

/// The largest compiled expression, in bytes: `x{1000}{1000}` is refused, not built.
const COMPILED_BYTES: usize = 64 * 1024;

/// Whether an expression fits an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    /// .NET may judge otherwise than this library.
    Maybe,
}

/// A compiled expression, or why it is none.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    Usable {
        regex: Regex,
        /// Whether it has parts that mean ASCII here and all of Unicode in .NET.
        ascii_only: bool,
    },
    Unusable {
        reason: String,
        /// How many characters stand before the problem; none if it is the whole that is too large.
        position: Option<usize>,
    },
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        match compile(pattern) {
            Ok(regex) => {
                let ascii_only = [r"\w", r"\d", r"\s", r"\b", r"\W", r"\D", r"\S", r"\B", "(?", "[:"];
                Self::Usable { regex, ascii_only: ascii_only.iter().any(|part| pattern.contains(part)) }
            }
            Err(reason) => Self::Unusable { position: position(pattern, &reason), reason },
        }
    }

    pub(super) fn fit(&self, event: &str) -> Fit {
        match self {
            Self::Unusable { .. } => Fit::Maybe,
            Self::Usable { ascii_only: true, .. } if !event.is_ascii() => Fit::Maybe,
            // .NET's $ also fits before a line feed at the very end.
            Self::Usable { .. } if event.ends_with('\n') => Fit::Maybe,
            Self::Usable { regex, .. } if regex.is_match(event) => Fit::Yes,
            Self::Usable { .. } => Fit::No,
        }
    }
}

fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(COMPILED_BYTES).build().map_err(|error| error.to_string())
}

/// The regex library says what is wrong, but not where: it is where the beginnings of the pattern start to fail in this way.
fn position(pattern: &str, reason: &str) -> Option<usize> {
    if reason.contains("size") {
        return None;
    }
    let fails = |end: usize| pattern.get(..end).is_some_and(|head| compile(head).err().as_deref() == Some(reason));
    let ends = pattern.char_indices().map(|(start, c)| start + c.len_utf8());
    let failing = ends.rev().take_while(|&end| fails(end)).count();
    Some(pattern.chars().count() - failing)
}

/// The one event that a pattern without special characters stands for, as `DeadlineExpired` for `^DeadlineExpired$`.
pub(super) fn literal(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next().filter(char::is_ascii_punctuation)?),
            '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            _ => text.push(c),
        }
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn where_bad(pattern: &str) -> Option<usize> {
        match Pattern::new(pattern) {
            Pattern::Unusable { position, .. } => position,
            Pattern::Usable { .. } => panic!("{pattern} is usable"),
        }
    }

    #[test]
    fn it_fits_anywhere_unless_anchored() {
        assert_eq!(Pattern::new("Submitted").fit("3374:1:Submitted"), Fit::Yes);
        assert_eq!(Pattern::new("^Submitted$").fit("3374:1:Submitted"), Fit::No);
        assert_eq!(Pattern::new("submitted").fit("3374:1:Submitted"), Fit::No);
        assert_eq!(Pattern::new("(?i)submitted").fit("3374:1:Submitted"), Fit::Yes);
    }

    #[test]
    fn where_dot_net_may_differ_nothing_is_said() {
        assert_eq!(Pattern::new(r"^\w+$").fit("Forfalt"), Fit::Yes);
        assert_eq!(Pattern::new(r"^\w+$").fit("Åpnet"), Fit::Maybe);
        assert_eq!(Pattern::new("^Åpnet$").fit("Åpnet"), Fit::Yes);
        assert_eq!(Pattern::new("^a$").fit("a\n"), Fit::Maybe);
        assert_eq!(Pattern::new("(?=a)").fit("a"), Fit::Maybe);
        assert_eq!(Pattern::new(r"\p{Lu}").fit("a"), Fit::Maybe);
        // Class subtraction of .NET.
        assert_eq!(Pattern::new("^[a-z-[aeiou]]$").fit("b"), Fit::Maybe);
    }

    #[test]
    fn the_place_of_a_mistake_is_found() {
        assert_eq!(where_bad("ab(cd"), Some(2));
        assert_eq!(where_bad("åb)cd"), Some(2));
        assert_eq!(where_bad("*a"), Some(0));
        assert_eq!(where_bad(r"a(b)\1"), Some(5));
    }

    #[test]
    fn a_huge_expression_is_not_built() {
        assert_eq!(where_bad("(x{1000}){1000}"), None);
        // The longest that a machine may have is, be it plain.
        let longest = "x".repeat(crate::altinn::state_machine::PATTERN_CHARS);
        assert_eq!(Pattern::new(&longest).fit(&longest), Fit::Yes);
    }

    #[test]
    fn literals() {
        assert_eq!(literal("^3374:1:Submitted$").as_deref(), Some("3374:1:Submitted"));
        assert_eq!(literal(r"a\.b").as_deref(), Some("a.b"));
        for pattern in ["a.b", "a|b", r"\d", "", "^$", r"a\", r"a\$"] {
            assert_eq!(literal(pattern), None, "{pattern}");
        }
    }
}
