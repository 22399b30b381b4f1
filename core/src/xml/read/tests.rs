//! Every rule of the reader, each fed whole, byte by byte, and cut once in every place.

use super::*;
use crate::limits::ANSWER_BYTES;

/// Writes down what it is told.
#[derive(Default)]
struct Log(String);

impl Handler<char> for Log {
    fn open(&mut self, element: Element<'_, char>) -> Result<(), Problem> {
        let nil = if element.nil { "!" } else { "" };
        self.0 += &format!("({}{}{nil}@{} ", element.ns, element.local, element.depth);
        if element.local == "refused" { Err(Problem::new("parse.unexpected", "refused")) } else { Ok(()) }
    }

    fn close(&mut self, element: Element<'_, char>, text: &str, names: &Names<char>) -> Result<(), Problem> {
        if element.local == "bad" {
            return Err(Problem::with("parse.value", "is bad", text));
        }
        let name = names.resolve(text).map(|(ns, local)| format!("{ns}{local}"));
        let resolved = name.filter(|_| element.local == "qname").unwrap_or_default();
        self.0 += &format!("{text:?}{resolved}){} ", element.local);
        Ok(())
    }
}

fn classify(uri: &str) -> char {
    uri.chars().last().unwrap_or('-')
}

/// What is read from these pieces: the log, and the error's code, place and reason.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, room: u64) -> (String, Option<(String, String, String)>) {
    let mut reader = Reader::new(room, 200, classify);
    let mut log = Log::default();
    let fed = pieces.into_iter().try_for_each(|piece| reader.feed(piece, &mut log));
    let error = fed.and_then(|()| reader.finish()).err().map(|error| match error {
        Error::Parse(error) => (error.code.to_owned(), error.place, error.reason),
        other => panic!("{other}"),
    });
    (log.0, error)
}

fn log(document: &[u8]) -> (String, Option<(String, String, String)>) {
    let whole = read([document], ANSWER_BYTES);
    assert_eq!(read(document.chunks(1), ANSWER_BYTES), whole);
    for at in 0..document.len() {
        let (head, tail) = document.split_at(at);
        assert_eq!(read([head, tail], ANSWER_BYTES), whole, "cut at {at}");
    }
    whole
}

fn ok(document: &str) -> String {
    let (log, error) = log(document.as_bytes());
    assert_eq!(error, None, "{document}");
    log.trim_end().to_owned()
}

fn code(document: &[u8]) -> String {
    log(document).1.map_or(String::new(), |(code, ..)| code)
}

#[test]
fn text_of_all_kinds_is_joined() {
    assert_eq!(ok("<a>b</a>"), "(-a@0 \"b\")a");
    assert_eq!(ok("<a/>"), "(-a@0 \"\")a");
    assert_eq!(ok("<a ></a\t>"), "(-a@0 \"\")a");
    assert_eq!(
        ok("<a>x &lt;&#229;&#xE5;&amp;<!-- c --><![CDATA[<&]]]]><![CDATA[>]]><?p?>y</a>"),
        "(-a@0 \"x <åå&<&]]>y\")a"
    );
    assert_eq!(ok("<a>x\r\ny\rz&#13;</a>"), "(-a@0 \"x\\ny\\nz\\r\")a");
    assert_eq!(ok("<a> <b>åäö🙂</b>\n<c/> </a>"), "(-a@0 (-b@1 \"åäö🙂\")b (-c@1 \"\")c \" \")a");
}

#[test]
fn what_may_stand_around_the_root() {
    let with = |before: &str, behind: &str| ok(&format!("{before}<a/>{behind}"));
    for before in [
        "",
        "\u{feff}",
        "\n",
        "<!-- c -->",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' encoding='UTF-8'?>\n",
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?><!--c--> <?pi x?>",
    ] {
        assert_eq!(with(before, " <!-- c --><?pi?>\n"), "(-a@0 \"\")a", "{before:?}");
    }
}

#[test]
fn namespaces_follow_the_tree() {
    assert_eq!(
        ok("<p:a xmlns:p='urn:1' xmlns='urn:2'><b><p:c xmlns:p='urn:3' xmlns=''><d/></p:c><p:e/></b></p:a>"),
        "(1a@0 (2b@1 (3c@2 (-d@3 \"\")d \"\")c (1e@2 \"\")e \"\")b \"\")a"
    );
    assert_eq!(ok("<a xml:lang='nb' xmlns='urn:&#49;'/>"), "(1a@0 \"\")a");
    assert_eq!(ok("<qname xmlns:p='urn:7'>p:x</qname>"), "(-qname@0 \"p:x\"7x)qname");
}

#[test]
fn nil_is_an_attribute_of_its_namespace() {
    let xsi = "http://www.w3.org/2001/XMLSchema-instance";
    for (attribute, nil) in [
        ("i:nil='true'", "!"),
        ("i:nil=\" 1 \"", "!"),
        ("i:nil='false'", ""),
        ("nil='true'", ""),
        ("o:nil='true'", ""),
        ("x='>' y=\"/\" i:nil='true'", "!"),
    ] {
        let document = format!("<a xmlns:i='{xsi}' xmlns:o='urn:o' {attribute}/>");
        assert_eq!(ok(&document), format!("(-a{nil}@0 \"\")a"), "{attribute}");
    }
}

#[test]
fn what_is_not_well_formed() {
    for document in [
        "<a></b>",
        "<a><b></a></b>",
        "</a>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "x",
        "{}",
        "<a/>&amp;",
        "<![CDATA[ ]]><a/>",
        "<a>]]></a>",
        "<a>&b;</a>",
        "<a>&nbsp;</a>",
        "<a>&amp</a>",
        "<a>&;</a>",
        "<a>&#0;</a>",
        "<a>&#1;</a>",
        "<a>&#xD800;</a>",
        "<a>&#xFFFE;</a>",
        "<a>&#x110000;</a>",
        "<a>&#99999999999;</a>",
        "<a>&#+65;</a>",
        "<a>&#x-1;</a>",
        "<a>&#;</a>",
        "<a>\u{1}</a>",
        "<a>\u{ffff}</a>",
        "<a b='1' b='2'/>",
        "<a b/>",
        "<a b=1/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a b='&'/>",
        "<a b:='1'/>",
        "<a p:b='1'/>",
        "<p:a/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xmlns='urn:x'/>",
        "<a xmlns:xml='urn:x'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<xmlns:a/>",
        "<a:b:c xmlns:a='urn:a'/>",
        "<:a/>",
        "<a:/>",
        "<>x</>",
        "< a/>",
        "<1a/>",
        "<a\"b\"/>",
        "<a/ >",
        "<!ENTITY x>",
        "<a><!x></a>",
        "<a><!-- x -- y --></a>",
        "<a><!-- x ---></a>",
        " <?xml version='1.0'?><a/>",
        "<a/><?xml version='1.0'?>",
        "<?XML version='1.0'?><a/>",
        "<?xml version='1.1'?><a/>",
        "<?xml?><a/>",
        "<? x?><a/>",
        "<??><a/>",
    ] {
        assert_eq!(code(document.as_bytes()), "parse.xml", "{document}");
    }
}

#[test]
fn what_ends_too_early() {
    for document in
        ["", " ", "\u{feff}", "<", "<!", "<!-", "<a", "<a>", "<a>x", "<a>&am", "<a><b/>", "<a></a", "<?x", "<!-- --"]
    {
        assert_eq!(code(document.as_bytes()), "parse.truncated", "{document:?}");
    }
    assert_eq!(code(b"<a/><!--"), "parse.truncated");
}

#[test]
fn what_is_refused() {
    assert_eq!(code(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "parse.doctype");
    assert_eq!(code(b"<!doctype html><html>"), "parse.doctype");
    assert_eq!(code(b"<a><!DOCTYPE a></a>"), "parse.doctype");
    assert_eq!(code(b"<a>\xff</a>"), "parse.utf8");
    assert_eq!(code(b"<a b='\xc3'/>"), "parse.utf8");
    assert_eq!(code(b"\xff\xfe<\0a\0/\0>\0"), "parse.utf8");
    assert_eq!(code(b"<?xml version='1.0' encoding='iso-8859-1'?><a/>"), "parse.utf8");
    assert_eq!(code(b"\xff"), "parse.utf8");
}

#[test]
fn an_error_says_where() {
    let place = |document: &str| log(document.as_bytes()).1.map(|(_, place, _)| place);
    assert_eq!(place("<p:a xmlns:p='urn:p'><b>x</b><p:c><bad>7</bad>").as_deref(), Some("a/c/bad"));
    assert_eq!(place("<a><b><refused>").as_deref(), Some("a/b/refused"));
    assert_eq!(place("<a><b>&x;</b>").as_deref(), Some("a/b"));
    assert_eq!(place("<a/><b/>").as_deref(), Some(""));
    let mut reader = Reader::new(ANSWER_BYTES, 200, classify);
    let Err(Error::Parse(error)) = reader.feed(b"<a><bad>seven</bad></a>", &mut Log::default()) else { panic!() };
    assert_eq!((error.excerpt.as_str(), error.status), ("seven", 200));
    // The first error stays.
    assert_eq!(reader.feed(b"<b/>", &mut Log::default()).unwrap_err(), Error::Parse(error.clone()));
    assert_eq!(reader.finish().unwrap_err(), Error::Parse(error));
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let read = |document: &str| read([document.as_bytes()], ANSWER_BYTES).1.map(|(code, ..)| code);
    assert_eq!(read(&nested(XML_DEPTH)), None);
    assert_eq!(read(&nested(XML_DEPTH + 1)).as_deref(), Some("parse.depth"));
    assert_eq!(read(&"<a>".repeat(1_000_000)).as_deref(), Some("parse.depth"));
}

#[test]
fn names_attributes_and_declarations_are_bounded() {
    let many = |name: &str, count: usize| (0..count).map(|n| format!(" {name}{n}='urn:{n}'")).collect::<String>();
    let read = |document: String| read([document.as_bytes()], ANSWER_BYTES).1.map(|(code, ..)| code);
    let refused = Some("parse.too_large".to_owned());
    assert_eq!(read(format!("<a{}/>", many("b", 64))), None);
    assert_eq!(read(format!("<a{}/>", many("b", 65))), refused);
    let tags = format!("<a{}>", many("xmlns:p", 50)).repeat(3);
    assert_eq!(read(tags), refused);
    assert_eq!(read(format!("<{}/>", "a".repeat(257))), refused);
}

#[test]
fn sizes_are_bounded_however_the_document_is_cut() {
    let document = format!("<a>{}</a>", "x".repeat(ITEM_BYTES + 1));
    let cdata = format!("<a>{}</a>", format!("<![CDATA[{}]]>", "x".repeat(ITEM_BYTES / 4)).repeat(5));
    let comment = format!("<a><!--{}", "x".repeat(ITEM_BYTES + 1));
    for document in [&document, &cdata, &comment] {
        for size in [usize::MAX, ITEM_BYTES, 65_537] {
            let (_, error) = read(document.as_bytes().chunks(size.min(document.len())), ANSWER_BYTES);
            assert_eq!(error.map(|(code, ..)| code).as_deref(), Some("parse.too_large"));
        }
    }
    let document = "<a><b>1</b><c>2</c></a>";
    for room in 0..document.len() {
        let whole = read([document.as_bytes()], room as u64);
        assert_eq!(whole.1.as_ref().map(|(code, ..)| code.as_str()), Some("parse.too_large"), "{room}");
        assert_eq!(read(document.as_bytes().chunks(1), room as u64), whole, "{room}");
    }
    assert_eq!(read([document.as_bytes()], document.len() as u64).1, None);
}

#[test]
fn one_byte_at_a_time_takes_linear_time() {
    // Quadratic, these four million bytes would take hours.
    for document in [
        format!("<a>{}</a>", "x".repeat(2_000_000)),
        format!("<a><!--{}--></a>", "-x".repeat(1_000_000)),
        format!("<a b='{}'/>", ">".repeat(2_000_000)),
        format!("<a><![CDATA[{}]]></a>", "]>".repeat(1_000_000)),
    ] {
        assert_eq!(read(document.as_bytes().chunks(1), ANSWER_BYTES).1, None);
    }
}
