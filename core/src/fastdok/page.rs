//! Lists: one page of one, the reader that reads it while it arrives, and the way from page to page.
//!
//! A list is a bare array or an object with `TotalCount` and `Data` (both verified, see [`crate::json`]). `Start` (from
//! 0) and `Max` choose the page (verified). How many items come without `Max` is known only for the fields of an object
//! and of a template: 200 (verified).

use std::collections::BTreeMap;
use std::mem;

use serde::Serialize;

use super::access::Access;
use super::answer::{self, Content, REFUSAL_BYTES};
use crate::error::Error;
use crate::http::{Header, HttpResponse, TELLING_BYTES, begins_like_text, content_encoding};
use crate::json::{Framer, Members, RawJson, Record, begins_like_json, is_blank, loose_id};
use crate::operation::{Lenient, LenientReader, ListReader, Operation, read_whole};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items, in the order of the service.
    pub items: Vec<T>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: BTreeMap<String, RawJson>,
}

/// What the answer to a list says besides its items.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageEnd {
    /// How many items the whole list has, if the service said it.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: BTreeMap<String, RawJson>,
}

/// Reads the answer to a list while it arrives.
///
/// It holds at most one item besides the ones it hands out. However the answer is cut into pieces, items and errors are
/// the same, but for an error's excerpt, which can't show what has not arrived. After an error it only repeats the
/// error.
#[derive(Debug)]
pub struct Rows<T> {
    mode: Mode,
    read: fn(Members<'_>) -> Result<T, Error>,
    status: u16,
    content_type: Option<String>,
    encoding: Option<String>,
    skipped: Option<Skipped>,
}

/// The rows that could not be read, where that is no error.
#[derive(Debug, Default)]
struct Skipped {
    rows: usize,
    ids: Vec<String>,
}

impl Skipped {
    fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        self.ids.extend(loose_id(row));
    }
}

enum Mode {
    /// The answer is a list.
    Items(Box<Framer>),
    /// Its headers do not say so, or say that it is encoded: its first bytes are held back until they tell.
    Unsure(Box<Framer>, Vec<u8>),
    /// It is a refusal or a page for people: its beginning is collected, to say so at the end.
    Collect(Vec<u8>),
    /// It could not be read.
    Failed(Error),
}

impl<T> Rows<T> {
    pub(super) fn new(access: &Access, status: u16, headers: &[Header]) -> Self
    where
        T: Record,
    {
        let content_type = headers.iter().find(|header| header.name.eq_ignore_ascii_case("Content-Type"));
        let content_type = content_type.map(|header| header.value.clone());
        let encoding = content_encoding(headers).map(str::to_owned);
        let framer = || Box::new(Framer::new(status, access.limits.answer_bytes));
        let mode = if !(200..300).contains(&status) {
            Mode::Collect(Vec::new())
        } else if encoding.is_none() && Content::of(content_type.as_deref()) == Content::Json {
            Mode::Items(framer())
        } else {
            Mode::Unsure(framer(), Vec::new())
        };
        Self { mode, read: T::read, status, content_type, encoding, skipped: None }
    }

    /// The first bytes have come, or the body has ended before: they tell what the answer is, and are read as that.
    fn settle(&mut self, items: &mut Vec<T>) -> Result<(), Error> {
        let (framer, head) = match mem::replace(&mut self.mode, Mode::Collect(Vec::new())) {
            Mode::Unsure(framer, head) => (framer, head),
            other => {
                self.mode = other;
                return Ok(());
            }
        };
        self.mode = match &self.encoding {
            Some(encoding) if !begins_like_text(&head) => Mode::Failed(Error::still_encoded(encoding, self.status)),
            _ if Content::of(self.content_type.as_deref()) == Content::Json || begins_like_json(&head) => {
                Mode::Items(framer)
            }
            _ => Mode::Collect(Vec::new()),
        };
        self.feed(&head, items)
    }

    /// The whole answer: the reader, fed once.
    pub(super) fn whole(self, response: &HttpResponse) -> Result<Page<T>, Error> {
        let (items, PageEnd { total_count, extra }) = read_whole(self, &response.body)?;
        Ok(Page { items, total_count, extra })
    }
}

impl<T> ListReader for Rows<T> {
    type Item = T;
    type End = PageEnd;

    fn feed(&mut self, piece: &[u8], items: &mut Vec<T>) -> Result<(), Error> {
        let read = self.read;
        let status = self.status;
        let skipped = &mut self.skipped;
        let result = match &mut self.mode {
            Mode::Items(framer) => framer.feed(piece, &mut |item, place| {
                let row = item.bytes;
                match (item.read(place, status).and_then(|row| read(row.tolerant_if(skipped.is_some()))), &mut *skipped)
                {
                    (Ok(item), _) => items.push(item),
                    (Err(error), None) => return Err(error),
                    (Err(_), Some(skipped)) => skipped.add(row),
                }
                Ok(())
            }),
            Mode::Unsure(_, head) => {
                // So many that no list with items in it is shorter, and one that is not blank.
                let telling = piece.iter().position(|byte| !is_blank(*byte));
                let wanted = telling.unwrap_or(REFUSAL_BYTES).max(TELLING_BYTES.saturating_sub(head.len())) + 1;
                let (first, rest) = piece.split_at_checked(wanted).unwrap_or((piece, &[]));
                head.extend_from_slice(first);
                if head.len() <= TELLING_BYTES || telling.is_none() && head.len() <= REFUSAL_BYTES {
                    return Ok(());
                }
                self.settle(items)?;
                return self.feed(rest, items);
            }
            Mode::Collect(head) => {
                let room = REFUSAL_BYTES.saturating_sub(head.len());
                head.extend_from_slice(piece.get(..room).unwrap_or(piece));
                return Ok(());
            }
            Mode::Failed(error) => return Err(error.clone()),
        };
        if let Err(error) = &result {
            self.mode = Mode::Failed(error.clone());
        }
        result
    }

    fn finish(mut self) -> Result<PageEnd, Error> {
        self.settle(&mut Vec::new())?;
        let envelope = match self.mode {
            Mode::Items(framer) | Mode::Unsure(framer, _) => framer.finish()?,
            Mode::Collect(head) => {
                let refusal = answer::refusal(self.status, &head);
                return Err(
                    refusal.unwrap_or_else(|| answer::not_json(self.status, self.content_type.as_deref(), &head))
                );
            }
            Mode::Failed(error) => return Err(error),
        };
        let members = answer::accepted(envelope.members()?, self.status, b"")?;
        let mut members = members.tolerant_if(self.skipped.is_some());
        if !envelope.is_list {
            return Err(members.missing("Data"));
        }
        let total_count = total_count(&mut members)?;
        Ok(PageEnd { total_count, extra: members.extra()? })
    }
}

impl<T> LenientReader for Rows<T> {
    fn lenient(mut self, body: &[u8]) -> Result<Lenient<T>, Error> {
        self.skipped = Some(Skipped::default());
        let mut items = Vec::new();
        self.feed(body, &mut items)?;
        self.settle(&mut items)?;
        let Skipped { rows: unreadable, ids: unreadable_ids } =
            self.skipped.replace(Skipped::default()).unwrap_or_default();
        let total_count = self.finish()?.total_count;
        Ok(Lenient { items, unreadable, unreadable_ids, total_count })
    }
}

/// Recorded answers write `TotalCount`, the documents `Totalcount` and in one place `Total Count` (verified).
fn total_count(members: &mut Members<'_>) -> Result<Option<i64>, Error> {
    let spaced = members.integer("Total Count")?;
    Ok(members.integer("TotalCount")?.or(spaced))
}

impl std::fmt::Debug for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Items(_) => "Items",
            Self::Unsure(..) => "Unsure",
            Self::Collect(_) => "Collect",
            Self::Failed(_) => "Failed",
        })
    }
}

/// The number of items of a page when no `Max` was sent. Verified for the fields of an object and of a template, inferred for the other lists.
pub const DEFAULT_MAX: u32 = 200;

/// The largest number of pages that [`Pages`] asks for, whatever the service says of its total.
pub const PAGES: usize = 10_000;

/// A list operation with `Start` and `Max`.
pub trait Paged: Operation<Output = Page<Self::Row>> + Clone {
    /// One item.
    type Row;

    /// The index of the first item asked for.
    fn start(&self) -> Option<u32>;

    /// The same list from another item on.
    fn at(&self, start: u32) -> Self;

    /// What asks for the page after this one; `None` when this was the last.
    ///
    /// The list ends with an empty page, or at its `TotalCount` if the service says one. How long a page is tells nothing: a service may make its pages
    /// smaller than was asked for. One that ignores `Start` can't be seen from here: use [`Pages`].
    fn following(&self, page: &Page<Self::Row>) -> Option<Self> {
        following_start(self.start(), page.items.len(), page.total_count).map(|next| self.at(next))
    }
}

/// Where the page begins that follows one of `items` items.
pub(crate) fn following_start(start: Option<u32>, items: usize, total_count: Option<i64>) -> Option<u32> {
    let came = u32::try_from(items).ok().filter(|&came| came > 0)?;
    let next = start.unwrap_or(0).checked_add(came)?;
    total_count.is_none_or(|total| i64::from(next) < total).then_some(next)
}

/// What to remember of a list's pages so that a list that never ends is noticed: `None` if this page came before. Then the list is over, and none of
/// the page's items is new.
///
/// A service that ignores `Start` gives one page for ever; one behind several caches may give a few in turn. Both are noticed by the first item's id,
/// kept of one page at a time (Brent's way of finding a circle). Ask once the first item of each page is there, before it is handed out.
///
/// `asked` is the number of this page, from 1; `remembered` is what the page before gave, nothing for the first.
pub fn mark_page(asked: usize, first_id: &str, remembered: Option<String>) -> Option<String> {
    let mut remembered = remembered;
    if came_before(asked, &first_id.to_owned(), &mut remembered) { None } else { remembered }
}

/// Whether the page that begins with this item came before.
fn came_before<T: Clone + PartialEq>(asked: usize, first: &T, remembered: &mut Option<T>) -> bool {
    if remembered.as_ref() == Some(first) {
        return true;
    }
    if asked.is_power_of_two() || remembered.is_none() {
        *remembered = Some(first.clone());
    }
    false
}

/// All pages of a list, one request after the other.
///
/// It never goes on for ever: it ends where [`Paged::following`] does, with a page that came before ([`mark_page`]), and
/// after [`PAGES`] pages. The list can change between two pages; nothing can be done
/// about that.
///
/// ```
/// # use nordcase::{Access as _, BaseUrl, HttpRequest, HttpResponse, Operation, fastdok};
/// # fn send(_: HttpRequest) -> HttpResponse {
/// #     HttpResponse { status: 200, headers: vec![], body: b"[]".to_vec() }
/// # }
/// # let access = fastdok::Access::new(BaseUrl::new(fastdok::DEVELOPMENT)?).with_ticket("t".into());
/// let mut pages = fastdok::Pages::new(fastdok::ListTasks::new());
/// while let Some(operation) = pages.next() {
///     let response = send(operation.request(&access)?);
///     let page = operation.response(&access, &response)?;
///     for task in pages.accept(page) {
///         println!("{}", task.id);
///     }
/// }
/// # Ok::<(), nordcase::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pages<O: Paged> {
    next: Option<O>,
    remembered: Option<O::Row>,
    asked: usize,
}

impl<O: Paged<Row: Clone + PartialEq>> Pages<O> {
    /// The pages from this one on.
    pub fn new(first: O) -> Self {
        Self { next: Some(first), remembered: None, asked: 0 }
    }

    /// What to send next; `None` at the end. It stays the same until [`Pages::accept`] has its answer.
    pub fn next(&self) -> Option<O> {
        self.next.clone()
    }

    /// Takes the answer to [`Pages::next`], and gives its items: none if the page came before.
    pub fn accept(&mut self, page: Page<O::Row>) -> Vec<O::Row> {
        let Some(current) = self.next.take() else { return Vec::new() };
        self.asked += 1;
        if page.items.first().is_some_and(|first| came_before(self.asked, first, &mut self.remembered)) {
            return Vec::new();
        }
        self.next = current.following(&page).filter(|_| self.asked < PAGES);
        page.items
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, response};
    use super::super::{
        GetCurrentDomain, GetObjectProperties, GetTask, ListInstanceObjects, ListInstances, ListTaskActions, ListTasks,
        Task, TaskKind,
    };
    use super::*;
    use crate::operation::read_lenient;

    fn page(count: usize, from: usize, total_count: Option<i64>) -> Page<Task> {
        let items: Vec<String> = (from..from + count).map(|n| format!(r#"{{"Id":"{n}"}}"#)).collect();
        let page = ListTasks::new().response(&access(), &json(&format!("[{}]", items.join(",")))).unwrap();
        Page { total_count, ..page }
    }

    /// FAULTS 1.9: somebody else's row in the list that is read first.
    #[test]
    fn fault_1_9_a_row_that_cannot_be_read_stops_no_journey() {
        let good = r#"{"Id":"good","StartDate":"2011-07-13T21:43:04Z"}"#;
        for (row, kept, ids) in [
            ("null", 0, &[][..]),
            (r#"{"Id":"odd","StartDate":"2011-07-13 21:43:04"}"#, 1, &[]),
            (r#"{"Id":"odd","StartDate":"/Date(1310593384000)/","Name":5,"extra":{"a":1,"a":2}}"#, 1, &[]),
            (r#"{"StartDate":7,"Status":{},"Id":"odd"}"#, 0, &["odd"]),
            (r#"{"Id":"odd","Name":"a","name":"b"}"#, 0, &["odd"]),
            ("{\"Id\":\"odd\",\"Name\":\"a\u{b}b\"}", 0, &["odd"]),
            (r#"{"Name":"C:\Users","Id":"odd"}"#, 0, &["odd"]),
            (r#"{"Id":"","Name":"nobody"}"#, 0, &[]),
            (r#""odd""#, 0, &[]),
            ("[1,2]", 0, &[]),
        ] {
            for body in [
                format!("[{row},{good}]"),
                format!("[{good},{row}]"),
                format!(r#"{{"TotalCount":2,"Data":[{good},{row}]}}"#),
                format!(r#"{{"TotalCount":"two","Data":[{row},{good}]}}"#),
            ] {
                let list = read_lenient(&ListInstances::new(), &access(), &json(&body)).unwrap();
                assert_eq!((list.items.len(), list.unreadable), (1 + kept, 1 - kept), "{body}");
                assert_eq!(list.unreadable_ids, ids, "{body}");
                assert_eq!(list.rows(), 2);
                assert_eq!(list.total_count, body.starts_with("{\"TotalCount\":2").then_some(2), "{body}");
                let strict = ListInstances::new().response(&access(), &json(&body));
                assert!(code(strict).starts_with("parse."), "{body}");
            }
        }
        let latin1 = response(200, "application/json", b"[{\"Id\":\"odd\",\"Name\":\"L\xe5s\"},{\"Id\":\"good\"}]");
        let list = read_lenient(&ListInstances::new(), &access(), &latin1).unwrap();
        assert_eq!((list.items[0].id.as_str(), list.unreadable_ids), ("good", vec!["odd".to_owned()]));
    }

    #[test]
    fn fault_1_9_what_a_journey_decides_by_is_never_guessed() {
        let read = |body: &str| read_lenient(&ListInstanceObjects::new("i"), &access(), &json(body)).unwrap();
        let objects = read(r#"[{"Id":"a","TypeNamespace":"Kund","SortIndex":"first"},{"Id":"b","TypeNamespace":7}]"#);
        assert_eq!((objects.items[0].type_namespace.as_deref(), objects.items[0].sort_index), (Some("Kund"), None));
        assert_eq!(objects.unreadable_ids, ["b"]);
        let body = r#"[{"Name":"Namn","Value":"a","TimeStamp":"now"},{"Name":"Ort","Value":["a"]},{"Value":"b"}]"#;
        let properties = read_lenient(&GetObjectProperties::new("o"), &access(), &json(body)).unwrap();
        assert_eq!((properties.items.len(), properties.unreadable), (1, 2));
        let body = r#"[{"Id":"x","ReferenceId":"ActionPay","CanComment":"perhaps"},{"Id":"y","ReferenceId":3}]"#;
        let actions = read_lenient(&ListTaskActions::new("t"), &access(), &json(body)).unwrap();
        assert_eq!((actions.items.len(), actions.unreadable_ids), (1, vec!["y".to_owned()]));

        let task = json(r#"{"Id":"t","ReferenceId":"TaskPay","CreatedDate":"2011-07-13 21:43:04","Locked":2}"#);
        assert_eq!(GetTask::read_lenient(&access(), &task).unwrap().kind(), TaskKind::TaskPay);
        assert_eq!(code(GetTask::new("t").response(&access(), &task)), "parse.value");
        assert_eq!(code(GetTask::read_lenient(&access(), &json(r#"{"Id":"t","Status":1}"#))), "parse.type");
        let domain = |value: &str| format!(r#"{{"Id":"d","OwnedBy":1,"Balance":{value},"Properties":[{{"x":0}}]}}"#);
        assert!(GetCurrentDomain::read_lenient(&access(), &json(&domain("1.50"))).is_ok());
        assert_eq!(code(GetCurrentDomain::read_lenient(&access(), &json(&domain("[]")))), "parse.type");
    }

    #[test]
    fn a_list_that_is_none_is_an_error_for_a_journey_too() {
        for (body, expected) in [
            (r#"{"success":false,"message":"no"}"#, "fastdok.refused"),
            (r#"[{"Id":"a"},"#, "parse.truncated"),
            (r#"[{"Id":"a"} {"Id":"b"}]"#, "parse.json"),
            ("<html>", "parse.content_type"),
            ("{}", "parse.missing"),
        ] {
            assert_eq!(code(read_lenient(&ListInstances::new(), &access(), &json(body))), expected, "{body}");
        }
        let unauthorized = response(401, "text/html", b"");
        assert_eq!(code(read_lenient(&ListInstances::new(), &access(), &unauthorized)), "fastdok.unauthorized");
        let error = read_lenient(&ListInstances::new(), &access(), &json(r#"{"Data":"ticket-1"}"#)).unwrap_err();
        assert!(!format!("{error:?}").contains("ticket-1"));
    }

    #[test]
    fn where_a_list_ends() {
        let asked = |max: Option<u32>| ListTasks { start: Some(10), max, ..ListTasks::new() };
        let next = |max, page: Page<Task>| asked(max).following(&page).map(|next| next.start.unwrap());
        assert_eq!(next(Some(5), page(0, 0, Some(99))), None);
        assert_eq!(next(Some(5), page(5, 0, None)), Some(15));
        // How long a page is tells nothing: a service may have a bound of its own, or not know Max.
        assert_eq!(next(Some(5), page(4, 0, None)), Some(14));
        assert_eq!(next(Some(5), page(7, 0, None)), Some(17));
        assert_eq!(next(Some(5), page(5, 0, Some(15))), None);
        assert_eq!(next(Some(5), page(4, 0, Some(16))), Some(14));
        assert_eq!(next(None, page(199, 0, None)), Some(209));
        assert_eq!(next(None, page(200, 0, None)), Some(210));
        let last = ListTasks { start: Some(u32::MAX), ..ListTasks::new() };
        assert_eq!(last.following(&page(1, 0, Some(i64::MAX))), None);
    }

    #[test]
    fn all_pages_once() {
        let mut pages = Pages::new(ListTasks { max: Some(2), ..ListTasks::new() });
        let mut ids = Vec::new();
        while let Some(operation) = pages.next() {
            let from = operation.start.unwrap_or(0) as usize;
            ids.extend(pages.accept(page(2.min(5 - from), from, None)).into_iter().map(|task| task.id));
        }
        assert_eq!(ids, ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn a_service_that_ignores_start_is_asked_twice() {
        for total in [None, Some(i64::MAX)] {
            let mut pages = Pages::new(ListTasks { max: Some(2), ..ListTasks::new() });
            let (mut calls, mut items) = (0, 0);
            while pages.next().is_some() {
                calls += 1;
                items += pages.accept(page(2, 0, total)).len();
            }
            assert_eq!((calls, items), (2, 2));
        }
    }

    /// FAULTS 2.6: also where several pages come in turn.
    #[test]
    fn fault_2_6_a_service_that_goes_round_in_circles_is_noticed() {
        for pages_in_circle in 1..=7 {
            for before in 0..3 {
                let mut pages = Pages::new(ListTasks { max: Some(2), ..ListTasks::new() });
                let mut remembered = None;
                let mut calls = 0;
                while pages.next().is_some() {
                    let at = if calls < before { calls } else { before + (calls - before) % pages_in_circle };
                    calls += 1;
                    let ended = pages.accept(page(2, at * 2, None)).is_empty();
                    remembered = mark_page(calls, &(at * 2).to_string(), remembered);
                    assert_eq!(remembered.is_none(), ended, "the two say the same");
                }
                assert!(calls <= 3 * (pages_in_circle + before) + 1, "{calls} for {pages_in_circle} after {before}");
            }
        }
    }

    #[test]
    fn a_service_without_end_is_left() {
        let mut pages = Pages::new(ListTasks { max: Some(1), ..ListTasks::new() });
        let mut calls = 0;
        while pages.next().is_some() {
            calls += 1;
            pages.accept(page(1, calls, None));
        }
        assert_eq!(calls, PAGES);
    }
}
