use std::collections::BTreeMap;

use serde::Deserialize;

use super::reading::Reading;
use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Part {
    text: Option<String>,
    #[serde(default)]
    counts: BTreeMap<i32, u32>,
    form: Form,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Form {
    Plain,
    Long { meters: i64 },
}

fn part(text: &str) -> Result<Part, String> {
    Value::from_json(text).and_then(Value::read).map_err(|reason| reason.to_string())
}

#[test]
fn types_are_read_as_from_json() {
    let read = part(r#"{"text":null,"counts":{"-7":3},"form":"plain"}"#).unwrap();
    assert_eq!(read, Part { text: None, counts: BTreeMap::from([(-7, 3)]), form: Form::Plain });
    let read = part(r#"{"text":"a\u00e5","form":{"long":{"meters":-2}}}"#).unwrap();
    assert_eq!(read, Part { text: Some("aå".to_owned()), counts: BTreeMap::new(), form: Form::Long { meters: -2 } });
}

#[test]
fn a_reason_tells_what_is_wrong_and_never_the_value() {
    for (text, reason) in [
        (r#"{"form":"#, "line 1, column 8: is not JSON"),
        (r#"["hunter2"]"#, "expected struct Part, found list"),
        (r#"{"text":7,"form":"plain"}"#, "text: expected a string, found number"),
        (r#"{"text":"hunter2"}"#, "missing field `form`"),
        (r#"{"form":"hunter2"}"#, "form: expected one of plain, long"),
        (r#"{"form":{"long":{"meters":"hunter2"}}}"#, "form.meters: expected i64, found text"),
        (r#"{"form":{"plain":"hunter2"}}"#, "form: expected nothing, found text"),
        (r#"{"form":{}}"#, "form: expected enum Form, found object"),
        (r#"{"counts":{"hunter2":1},"form":"plain"}"#, "counts: expected i32, found text"),
        (r#"{"counts":{"1":-1},"form":"plain"}"#, "counts.1: expected u32, found another number"),
        (r#"{"form":"plain","wide":1}"#, "unknown field `wide`, expected one of `text`, `counts`, `form`"),
        (r#"{"form":"plain","wi`de":1}"#, "unknown field `wi'de`, expected one of `text`, `counts`, `form`"),
        (r#"{"form":"plain","form":"plain"}"#, "duplicate field `form`"),
        (r#"{"counts":null,"form":"plain"}"#, "counts: expected a map, found nothing"),
    ] {
        assert_eq!(part(text), Err(reason.to_owned()), "{text}");
    }
}

#[test]
fn what_we_have_written_ourselves_may_have_more_members_but_none_twice() {
    let stored = |text: &str| Value::from_json(text).and_then(Value::read_known::<Part>);
    let later = stored(r#"{"later":{"a":[1]},"form":"plain","text":"a"}"#).unwrap();
    assert_eq!(later, part(r#"{"text":"a","form":"plain"}"#).unwrap());
    assert!(stored(r#"{"form":"plain","form":"plain"}"#).is_err());
}

#[test]
fn the_largest_numbers_are_kept() {
    let numbers: (u64, i64) = Value::from_json("[18446744073709551615,-9223372036854775808]").unwrap().read().unwrap();
    assert_eq!(numbers, (u64::MAX, i64::MIN));
}

#[test]
fn a_tag_says_the_form_wherever_it_stands() {
    let read = |text: &str| {
        let value = Value::from_json(text).unwrap();
        let read = tagged(Reading { value, exact: true }, "is", |is, members| {
            Ok(match is {
                "long" => Some(members.take::<u32>("meters")?),
                "plain" => Some(0),
                _ => None,
            })
        });
        read.map_err(|reason: Reason| reason.to_string())
    };
    assert_eq!(read(r#"{"meters":4,"is":"long"}"#), Ok(4));
    assert_eq!(read(r#"{"is":"plain","new":1}"#), Ok(0));
    assert_eq!(read(r#"{"is":"long"}"#), Err("meters: expected u32, found nothing".to_owned()));
    assert_eq!(read(r#"{"is":"wide"}"#), Err("is: unknown".to_owned()));
    assert_eq!(read(r#"{"meters":4}"#), Err("is: expected a string, found nothing".to_owned()));
    assert_eq!(read("[]"), Err("expected an object, found list".to_owned()));
}
