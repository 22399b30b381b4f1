//! What stands inside a response: nothing, a number, or a list of records.

use super::access::Access;
use super::envelope::{Answer, Body, Contract, Names};
use super::namespaces::{Element, Namespace};
use super::record::{Content, Record, Seen, duplicate, int};
use crate::error::Error;
use crate::http::Header;
use crate::limits::ITEM_BYTES;
use crate::operation::{Lenient, LenientReader, ListReader};
use crate::xml::Problem;

/// A response that holds one number.
#[derive(Debug)]
pub(super) struct Number {
    names: Names,
    /// The result, once it has come: `None` in it is nil.
    pub(super) read: Option<Option<i32>>,
}

impl Number {
    pub(super) fn new(names: Names) -> Self {
        Self { names, read: None }
    }
}

impl Body for Number {
    fn open(&mut self, depth: usize, element: Element<'_>) -> Result<(), Problem> {
        match depth {
            0 if self.names.matches(element, "Result") && self.read.is_some() => Err(duplicate()),
            1 => Err(Problem::new("parse.type", "the result holds elements where a number is expected")),
            _ => Ok(()),
        }
    }

    fn close(&mut self, depth: usize, element: Element<'_>, text: &str) -> Result<(), Problem> {
        if depth == 0 && self.names.matches(element, "Result") {
            self.read = Some(if element.nil { None } else { Some(int(text)?) });
        }
        Ok(())
    }
}

/// A response that holds a list. A nil list, an empty one and none at all are the same.
#[derive(Debug)]
pub(super) struct List<R> {
    names: Names,
    /// The records that are complete.
    pub(super) items: Vec<R>,
    record: R,
    seen: Seen,
    /// How many bytes the current record holds, so that one record cannot take memory without end.
    held: usize,
    /// Whether the result has come, whether the reader is in it, and whether the current member has elements in it.
    came: bool,
    inside: bool,
    elements: bool,
    /// Whether the current record cannot be read, where that is no error; and those that could not be.
    unreadable: bool,
    skipped: Option<Skipped>,
}

/// The records that could not be read, where that is no error.
#[derive(Debug, Default)]
struct Skipped {
    records: usize,
    ids: Vec<String>,
}

impl<R: Record> List<R> {
    pub(super) fn new(names: Names) -> Self {
        Self {
            names,
            items: Vec::new(),
            record: R::default(),
            seen: Seen::default(),
            held: 0,
            came: false,
            inside: false,
            elements: false,
            unreadable: false,
            skipped: None,
        }
    }

    /// A member cannot be read: an error, unless a journey can do without it or without the record.
    fn tolerated(&mut self, member: Result<(), Problem>, name: &str) -> Result<(), Problem> {
        if self.skipped.is_some() && member.is_err() {
            self.unreadable |= R::DECIDING.contains(&name);
            return Ok(());
        }
        member
    }

    fn member(&mut self, element: Element<'_>, text: &str) -> Result<(), Problem> {
        // A record grows by its texts, and by what it takes to keep an unknown member.
        self.held += element.local.len() + text.len();
        if self.held > ITEM_BYTES {
            return Err(Problem::new("parse.too_large", "one record is larger than the limit for one item"));
        }
        let spaced;
        let value = match (element.nil, self.elements) {
            (true, _) => Content::Nil,
            (false, true) => Content::Elements,
            (false, false) if self.skipped.is_some() && element.local.contains("Date") => {
                // Nothing, and a space in place of the T, can mean only one thing.
                spaced = text.trim().replacen(' ', "T", 1);
                if spaced.is_empty() { Content::Nil } else { Content::Text(&spaced) }
            }
            (false, false) => Content::Text(text),
        };
        if self.record.set(element.local, value, &mut self.seen)? {
            return Ok(());
        }
        let text = if let Content::Text(text) = value { Some(text.to_owned()) } else { None };
        match self.record.other().insert(element.local.to_owned(), text) {
            None => Ok(()),
            Some(_) => Err(duplicate()),
        }
    }
}

impl<R: Record> Body for List<R> {
    fn open(&mut self, depth: usize, element: Element<'_>) -> Result<(), Problem> {
        match depth {
            0 => {
                self.inside = self.names.matches(element, "Result");
                if self.inside && std::mem::replace(&mut self.came, true) {
                    return Err(duplicate());
                }
            }
            _ if !self.inside => {}
            1 if (element.ns != Namespace::Data || element.local != R::ELEMENT) && self.skipped.is_none() => {
                return Err(Problem::new(
                    "parse.unexpected",
                    format!("the list holds something else than {}", R::ELEMENT),
                ));
            }
            1 => {
                self.record = R::default();
                self.seen = Seen::default();
                self.held = 0;
                self.unreadable = element.local != R::ELEMENT;
            }
            2 => self.elements = false,
            _ => self.elements = true,
        }
        Ok(())
    }

    fn close(&mut self, depth: usize, element: Element<'_>, text: &str) -> Result<(), Problem> {
        match depth {
            _ if !self.inside => {}
            // A nil record says nothing.
            1 if !element.nil => {
                let record = std::mem::take(&mut self.record);
                match (record.check(self.seen), &mut self.skipped) {
                    (Ok(()), _) if !self.unreadable => self.items.push(record),
                    (checked, None) => checked?,
                    (_, Some(skipped)) => {
                        skipped.records += 1;
                        skipped.ids.extend(record.id(self.seen));
                    }
                }
            }
            // Members of foreign namespaces are extensions of somebody else's.
            2 if element.ns == Namespace::Data => {
                let member = self.member(element, text);
                self.tolerated(member, element.local)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads a list of cases, or of an event's results, while it arrives.
#[derive(Debug)]
pub struct RecordReader<R>(Answer<List<R>>);

pub(super) fn reader<R: Record>(
    access: &Access,
    contract: Contract,
    status: u16,
    headers: &[Header],
) -> RecordReader<R> {
    let list = List::new(Names::new(access, contract));
    RecordReader(Answer::new(access, contract, status, headers, list))
}

impl<R: Record> ListReader for RecordReader<R> {
    type Item = R;
    type End = ();

    fn feed(&mut self, piece: &[u8], items: &mut Vec<R>) -> Result<(), Error> {
        let fed = self.0.feed(piece);
        items.append(&mut self.0.body().items);
        fed
    }

    fn finish(self) -> Result<(), Error> {
        self.0.finish().map(|_| ())
    }
}

impl<R: Record> LenientReader for RecordReader<R> {
    fn lenient(mut self, body: &[u8]) -> Result<Lenient<R>, Error> {
        self.0.tolerate();
        self.0.body().skipped = Some(Skipped::default());
        self.0.feed(body)?;
        let List { items, skipped, .. } = self.0.finish()?;
        let Skipped { records: unreadable, ids: unreadable_ids } = skipped.unwrap_or_default();
        Ok(Lenient { items, unreadable, unreadable_ids, total_count: None })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Access, ExternalCase, GetCaseList};
    use crate::base_url::BaseUrl;
    use crate::error::Error;
    use crate::http::{Header, HttpResponse};
    use crate::operation::{Lenient, Operation, read_lenient};

    const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
    const SERVICE: &str = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";

    fn answer(records: &[u8]) -> HttpResponse {
        let name = "GetCaseListAgencySystemExternalBasic";
        let head = format!(
            "<s:Envelope xmlns:s=\"{SOAP}\"><s:Body><{name}Response xmlns=\"{SERVICE}\"><{name}Result xmlns:a=\"{}\">",
            super::super::namespaces::DATA
        );
        let tail = format!("</{name}Result></{name}Response></s:Body></s:Envelope>");
        let body = [head.as_bytes(), records, tail.as_bytes()].concat();
        HttpResponse { status: 200, headers: vec![Header::new("Content-Type", "text/xml; charset=utf-8")], body }
    }

    fn access() -> Access {
        Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", "hunter2")
    }

    fn read(records: &[u8]) -> Result<Lenient<ExternalCase>, Error> {
        read_lenient(&GetCaseList::of_service("2681", 1), &access(), &answer(records))
    }

    /// FAULTS 1.9: somebody else's row in the list that is read first.
    #[test]
    fn fault_1_9_a_case_that_cannot_be_read_stops_no_journey() {
        let good = b"<a:ExternalCaseBE><a:CaseID>7</a:CaseID><a:CaseName>Navn</a:CaseName></a:ExternalCaseBE>";
        let record = |members: &[u8]| {
            let record = [b"<a:ExternalCaseBE>", members, b"<a:CaseID>8</a:CaseID></a:ExternalCaseBE>"].concat();
            [good, record.as_slice(), good].concat()
        };
        for (members, kept) in [
            (&b"<a:CaseName>Linje&#xB;to</a:CaseName>"[..], true),
            (b"<a:CaseName>Linje\x0bto</a:CaseName>", true),
            (b"<a:CaseName>Fall \xe5 & Co; &nbsp; &#0; &#xd800; ]]></a:CaseName>", true),
            (b"<a:CaseName><![CDATA[\xe5\x0b]]></a:CaseName><!-- \xe5 -->", true),
            (b"<a:CaseName><b/></a:CaseName>", true),
            (b"<a:CurrentStateID>first</a:CurrentStateID><a:IsArchived>no</a:IsArchived>", true),
            (b"<a:CaseName>a</a:CaseName><a:CaseName>b</a:CaseName><a:New>1</a:New><a:New>2</a:New>", true),
            (b"<a:DueDate/>", true),
            (b"<a:DueDate> </a:DueDate><a:VisibleDateTime></a:VisibleDateTime>", true),
            (b"<a:DueDate>2027-03-01 12:00:00</a:DueDate>", true),
            (b"<a:DueDate>01.03.2027</a:DueDate>", false),
            (b"<a:CurrentStateName><b/></a:CurrentStateName>", false),
            (b"<a:NoticeTemplateID>a</a:NoticeTemplateID><a:NoticeTemplateID>b</a:NoticeTemplateID>", false),
        ] {
            let shown = String::from_utf8_lossy(members).into_owned();
            let body = record(members);
            let list = read(&body).unwrap_or_else(|error| panic!("{shown}: {error}"));
            let ids: Vec<_> = list.items.iter().map(|case| case.case_id).collect();
            let (expected, unreadable): (&[i32], &[&str]) = if kept { (&[7, 8, 7], &[]) } else { (&[7, 7], &["8"]) };
            assert_eq!((ids.as_slice(), list.unreadable), (expected, unreadable.len()), "{shown}");
            assert_eq!(list.unreadable_ids, unreadable, "{shown}");
            let strict = GetCaseList::of_service("2681", 1).response(&access(), &answer(&body));
            assert!(strict.unwrap_err().code().starts_with("parse."), "{shown}");
        }
        let spaced = read(&record(b"<a:DueDate>2027-03-01 12:00:00</a:DueDate>")).unwrap();
        assert_eq!(spaced.items[1].due_date.unwrap().to_string(), "2027-03-01T12:00:00");
    }

    #[test]
    fn a_case_without_an_id_is_counted() {
        for record in [
            &b"<a:ExternalCaseBE><a:CaseName>x</a:CaseName></a:ExternalCaseBE>"[..],
            b"<a:ExternalCaseBE><a:CaseID>many</a:CaseID></a:ExternalCaseBE>",
            b"<a:ExternalCaseBE><a:CaseID/></a:ExternalCaseBE>",
            b"<a:OtherBE><a:CaseName>x</a:CaseName></a:OtherBE>",
        ] {
            let list = read(record).unwrap();
            assert_eq!((list.items.len(), list.unreadable, list.unreadable_ids.len()), (0, 1, 0));
        }
        let known =
            read(b"<a:ExternalCaseBE><a:CaseID>9</a:CaseID><a:CaseID>10</a:CaseID></a:ExternalCaseBE>").unwrap();
        assert_eq!((known.unreadable, known.unreadable_ids), (1, vec!["9".to_owned()]));
    }

    #[test]
    fn what_is_no_list_stays_an_error() {
        for records in [&b"<a:ExternalCaseBE>"[..], b"<a:ExternalCaseBE></a:Case>", b"<!DOCTYPE x>", b"<a:\xe5/>"] {
            assert!(read(records).unwrap_err().code().starts_with("parse."));
        }
        let fault = HttpResponse { status: 500, headers: vec![], body: b"<html>hunter2".to_vec() };
        let error = read_lenient(&GetCaseList::of_case(1), &access(), &fault).unwrap_err();
        assert_eq!(error.code(), "altinn.http_error");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
