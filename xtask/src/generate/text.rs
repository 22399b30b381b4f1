//! Text as the packages' sources are laid out.

/// Words in lines of at most `width` characters; the first one begins as `first`, the others as `rest`.
pub(crate) fn wrapped(text: &str, first: &str, rest: &str, width: usize) -> Vec<String> {
    laid_out(text.split_whitespace(), first, rest, width)
}

/// Items with commas between them, in lines of at most `width` characters. No line ends inside an item.
pub(crate) fn filled(items: &[String], begin: &str, width: usize) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let with_comma = |(n, item): (usize, &String)| if n == last { item.clone() } else { format!("{item},") };
    let items: Vec<String> = items.iter().enumerate().map(with_comma).collect();
    laid_out(items.iter().map(String::as_str), begin, begin, width)
}

fn laid_out<'a>(words: impl Iterator<Item = &'a str>, first: &str, rest: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words {
        let needed = word.chars().count() + usize::from(!is_empty);
        if !is_empty && line.chars().count() + needed > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

/// Whether each of these lines is at most `width` characters long.
pub(crate) fn fits(lines: &str, width: usize) -> bool {
    lines.lines().all(|line| line.chars().count() <= width)
}
