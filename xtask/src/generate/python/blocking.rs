//! The blocking form of what is written by hand for asyncio: there is one text of each method.

use std::fs;
use std::path::Path;

const FOLDER: &str = "bindings-python/python/nordcase";

/// What such a file says of itself, behind what it is of.
const HEAD: &str = " for asyncio. `cargo xtask generate` makes the blocking form of it.\"\"\"\n";

/// What is written otherwise where nothing is awaited.
const WORDS: &[(&str, &str)] = &[("async def ", "def "), ("await ", ""), ("Async", ""), ("._async_", "._")];

/// The blocking form of this file.
pub(crate) fn blocking(root: &Path, file: &str) -> Result<String, String> {
    let path = root.join(FOLDER).join(file);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (name, rest) = text.split_once(HEAD).ok_or_else(|| format!("{file} does not begin with what it is of"))?;
    let rest = WORDS.iter().fold(rest.to_owned(), |text, (word, instead)| text.replace(word, instead));
    let head = format!("{name}, blocking.\"\"\"\n\n# Made of `{file}` by `cargo xtask generate`: change it there.\n");
    Ok(head + &sorted(&rest))
}

/// Imports stand in the order of their names, which are others now.
fn sorted(text: &str) -> String {
    let is_import = |line: &str| line.trim_start().starts_with("from ") && line.contains(" import ");
    let lines: Vec<String> =
        text.lines().map(|line| if is_import(line) { names_sorted(line) } else { line.to_owned() }).collect();
    let mut text = String::new();
    for lines in lines.chunk_by(|one, other| is_import(one) && is_import(other)) {
        let mut lines = lines.to_vec();
        lines.sort();
        text.extend(lines.into_iter().flat_map(|line| [line, "\n".to_owned()]));
    }
    text
}

/// Constants stand before classes, and these before functions.
fn names_sorted(line: &str) -> String {
    let Some((from, names)) = line.split_once(" import ") else { return line.to_owned() };
    let mut names: Vec<&str> = names.split(", ").collect();
    names.sort_by_key(|name| (name.contains(char::is_lowercase), *name));
    format!("{from} import {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_in_order_again() {
        let text = "x = 1\nfrom b import FOUR, Client, a\nfrom a import Tell, Claims\n\n    from c import Z, Y\n";
        let expected = "x = 1\nfrom a import Claims, Tell\nfrom b import FOUR, Client, a\n\n    from c import Y, Z\n";
        assert_eq!(sorted(text), expected);
    }
}
