use super::*;

fn refusal() -> ServiceError {
    ServiceError::of(ErrorCode::unknown("fastdok.refused".into()), Api::FastDok)
}

#[test]
fn a_secret_is_masked_whole_and_when_cut() {
    let secret = Secret::new("s3cr3t&pass");
    let mut text = "a s3cr3t&pass b s3cr3t&amp;pass c s3cr3t%26pass d s3cr3t\\u0026pass e s3cr3…".to_owned();
    mask(&mut text, &[&secret]);
    assert_eq!(text, "a *** b *** c *** d *** e ***");
    let mut cut_in_its_escape = "s3cr3t&am…".to_owned();
    mask(&mut cut_in_its_escape, &[&secret]);
    assert_eq!(cut_in_its_escape, "***");
}

/// FAULTS 3.6: credentials `a`, `b` and `c` made "fet***h f***iled" of "fetch failed".
#[test]
fn fault_3_6_a_mask_tells_nothing_of_a_short_secret() {
    let scrubbed = |secrets: &[&str], text: &str| {
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        let secrets: Vec<_> = secrets.iter().collect();
        let quoted = ServiceError { message: Some(text.to_owned()), ..refusal() };
        let Error::Service(quoted) = Error::Service(Box::new(quoted)).without(&secrets) else { panic!() };
        let ours = Error::from(TransportError::new(Failure::Network, true, text)).without(&secrets);
        let Error::Transport(ours) = ours else { panic!() };
        (quoted.message.unwrap(), ours.reason)
    };
    let same = |text: &str| (text.to_owned(), text.to_owned());
    assert_eq!(scrubbed(&["a", "b", "c"], "fetch failed"), same("fetch failed"));
    assert_eq!(scrubbed(&["etch", "fail", "12"], "fetch failed 0123"), same("fetch failed 0123"));
    assert_eq!(scrubbed(&["failed", "4711000"], "fetchfailed 14711000"), same("fetchfailed 14711000"));
    // Where it stands alone, the service's text is withheld whole, and ours, which knows no secret, stays.
    for (secret, text) in [
        ("abc", "wrong password abc"),
        ("abc", "{\"password\":\"abc\"}"),
        ("abc", "Password=abc&x"),
        ("å", "användaren å finns inte"),
        ("-1", "x-1"),
        ("sommar", "Fel: sommar"),
        ("123456", "PIN 123456"),
    ] {
        assert_eq!(scrubbed(&[secret], text), (WITHHELD.to_owned(), text.to_owned()), "{secret}");
    }
    // Others are masked, and the mask is as long for all of them.
    assert_eq!(scrubbed(&["hunter2", "sommar2027!"], "hunter2, sommar2027!"), same("***, ***"));
    // The end of a text that was not cut is not the start of a secret.
    assert_eq!(scrubbed(&["password-77"], "wrong password"), same("wrong password"));
    assert_eq!(scrubbed(&[""], "nothing"), same("nothing"));
}

#[test]
fn no_text_of_a_service_is_left_unmasked() {
    let echoed = || Some("s3cr3t".to_owned());
    let error = ServiceError {
        message: echoed(),
        error_code: echoed(),
        support_id: echoed(),
        task_id: echoed(),
        excerpt: echoed(),
        ..refusal()
    };
    let error = Error::Service(Box::new(error)).without(&[&Secret::new("s3cr3t")]);
    assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
}

#[test]
fn an_excerpt_is_one_bounded_line() {
    let text = excerpt("ä\r\n\0".repeat(1000).as_bytes());
    assert_eq!(text.chars().count(), EXCERPT_CHARS + 1);
    assert!(!text.contains(['\r', '\n', '\0']));
    assert_eq!(excerpt(b"short"), "short");
}
