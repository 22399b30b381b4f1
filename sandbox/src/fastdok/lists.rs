//! What all lists have in common: pages and the filter of a status.

use nordcase::http::HttpResponse;

use super::answer::{List, fault};
use super::pairs::Pairs;

/// How many list items one answer holds unless `Max` says otherwise (verified for fields, taken over for the other
/// lists).
const PAGE: usize = 200;

/// One page of `items`, as `Start` and `Max` ask; only the items of the page are built.
pub(super) fn page<I, T>(query: &Pairs, items: I, show: impl Fn(I::Item) -> T) -> Result<List<T>, HttpResponse>
where
    I: Iterator,
{
    page_by(query, ["start", "max"], items, show)
}

/// The same where the two parameters have these names.
pub(super) fn page_by<I, T>(
    query: &Pairs,
    [start, max]: [&str; 2],
    items: I,
    show: impl Fn(I::Item) -> T,
) -> Result<List<T>, HttpResponse>
where
    I: Iterator,
{
    let start = count(query, start, 0)?;
    let pages = query.pages();
    let max = count(query, max, PAGE)?.min(pages.most_rows.unwrap_or(usize::MAX));
    let end = start.saturating_add(max);
    let (mut total, mut data) = (0, Vec::new());
    for item in items {
        if (start..end).contains(&total) {
            data.push(show(item));
        }
        total += 1;
    }
    Ok(List { total_count: (!pages.no_total).then_some(total), data })
}

fn count(query: &Pairs, name: &str, default: usize) -> Result<usize, HttpResponse> {
    query.get(name).map_or(Ok(default), |text| {
        text.parse().map_err(|_| fault(400, &format!("Parametern {name} ska vara ett heltal från 0.")))
    })
}

/// The `Status` filter of a list; what an unknown value does is unknown, here it is a fault.
pub(super) fn filter(query: &Pairs, known: &[&str]) -> Result<Option<String>, HttpResponse> {
    match query.get("status").filter(|status| !status.is_empty()) {
        Some(status) if !known.iter().any(|known| known.eq_ignore_ascii_case(status)) => {
            Err(fault(400, &format!("Status ska vara någon av: {}.", known.join(", "))))
        }
        status => Ok(status.map(str::to_owned)),
    }
}
