//! Amounts, dates, base URLs, and ids on their way into a path. Input: the text.
//!
//! What is read and written again is the same value; what is written into a request stays in its place there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::fastdok::GetTask;
use nordcase::{Amount, BaseUrl, Date, DateTime, Operation};
use nordcase_fuzz::{check, fastdok_access};

fuzz_target!(|text: &str| {
    if let Ok(amount) = text.parse::<Amount>() {
        assert_eq!(amount.to_string().parse(), Ok(amount));
        if let Some(twice) = amount.plus(amount) {
            assert_eq!(twice.minus(amount), Some(amount));
        }
        if let Some(product) = amount.times(amount) {
            assert!(product >= Amount::ZERO);
        }
    }
    if let Ok(date) = text.parse::<Date>() {
        assert_eq!(date.to_string(), text);
        // The zone is known for these years only.
        if (1980..2100).contains(&date.year()) {
            assert_eq!(date.to_stockholm_midnight().stockholm_date(), Some(date));
        }
    }
    if let Ok(time) = text.parse::<DateTime>() {
        assert_eq!(time.to_string().parse(), Ok(time));
        assert_eq!(time.unix_millis().is_some(), time.offset_minutes().is_some());
        assert!(time.stockholm_date().is_none() || time.offset_minutes().is_some());
    }
    for made in [BaseUrl::new(text), BaseUrl::insecure(text)] {
        match made {
            Ok(url) => {
                assert_eq!(BaseUrl::insecure(url.as_str()).as_ref(), Ok(&url));
                assert!(!url.as_str().contains(['?', '#', '\\', ' ', '\r', '\n']));
            }
            Err(error) => check(&error),
        }
    }
    match GetTask::new(text).request(&fastdok_access()) {
        Ok(request) => {
            let id = request.url.strip_prefix("https://example.se/api/API/v1.0/Tasks/").expect("the operation's path");
            assert!(!id.is_empty() && id != "." && id != "..");
            let harmless = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'\\' | b'?' | b'#');
            assert!(id.bytes().all(harmless), "{id:?}");
        }
        Err(error) => check(&error),
    }
});
