//! What the benchmarks of all languages read: answers of both services of any size, and a server of one that is too large to be kept.
//!
//! The rows are as the services write them (see the vectors), all different, so that nothing can be remembered from one to the next.

mod server;

use serde_json::json;

pub use server::StreamServer;

/// What stands before the cases of an answer to GetCaseList, over the Basic binding.
pub const CASES_START: &str = concat!(
    r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCaseListAgencySystemExternalBasicResponse "#,
    r#"xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10"><GetCaseListAgencySystemExternalBasicResult "#,
    r#"xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">"#,
);

/// What stands after them.
pub const CASES_END: &str = "</GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>";

/// One case of that answer: dates on all, a notice on every fifth.
pub fn case_row(number: usize) -> String {
    const STATES: [(&str, &str); 3] = [
        ("Opprettet", "Saken er opprettet"),
        ("UnderArbeid", "Under arbeid hos bostyrer"),
        ("TilBehandling", "Til behandling hos Konkursrådet"),
    ];
    let (id, kind) = (100_000 + number, number % 3);
    let (state, friendly) = STATES.get(kind).copied().unwrap_or_default();
    let due = instant(1_799_064_000 + 3600 * (number as i64 % 9_000));
    let visible = instant(1_772_353_815 + 37 * (number as i64 % 50_000_000));
    let notice = match number % 5 {
        0 => format!("<a:NoticeTemplateID>{}</a:NoticeTemplateID>", number % 20),
        _ => r#"<a:NoticeTemplateID i:nil="true"/>"#.to_owned(),
    };
    format!(
        "<a:ExternalCaseBE><a:CaseID>{id}</a:CaseID><a:CaseName>Konkursbo</a:CaseName>\
         <a:CurrentStateFriendlyName>{friendly}</a:CurrentStateFriendlyName><a:CurrentStateID>{}</a:CurrentStateID>\
         <a:CurrentStateName>{state}</a:CurrentStateName><a:DueDate>{due}</a:DueDate><a:IsArchived>false</a:IsArchived>\
         {notice}<a:VisibleDateTime>{visible}.{}</a:VisibleDateTime></a:ExternalCaseBE>",
        kind + 1,
        number % 89 + 10
    )
}

/// A whole answer to GetCaseList.
pub fn case_list(count: usize) -> Vec<u8> {
    let mut answer = CASES_START.to_owned();
    (0..count).for_each(|number| answer.push_str(&case_row(number)));
    answer.push_str(CASES_END);
    answer.into_bytes()
}

/// One page of FastDok's tasks: half of them done, with everything that a task says of itself.
pub fn task_list(count: usize) -> Vec<u8> {
    let task = |number: usize| {
        let done = number % 2 == 1;
        let created = 1_772_359_200 + 60 * (number as i64 % 10_000_000);
        let (reference, name) = [("TaskCreate", "Utkast"), ("TaskPay", "Betalning"), ("TaskPaid", "Skarp")][number % 3];
        json!({
            "Id": format!("497305c5-d1aa-499f-8c43-{number:012x}"),
            "ReferenceId": reference,
            "Name": name,
            "Description": null,
            "Status": if done { "Completed" } else { "Ready" },
            "CreatedDate": format!("{}Z", instant(created)),
            "CompletedDate": done.then(|| format!("{}Z", instant(created + 86_400))),
            "CompletedBy": done.then_some("Åsa Öberg"),
            "CompletedByUserId": done.then_some("0b54f5a0-7f0d-4d5e-8b0e-6a5a3c1b2d3e"),
            "InstanceName": format!("12B.2 Hyreskontrakt för lokal, nr {number}"),
            "InstanceId": format!("7ef1fd0e-d154-4fcd-8f84-{number:012x}"),
            "ApplicationName": "Formulärärende",
            "Locked": false,
            "PerformPermission": true,
        })
    };
    let tasks: Vec<_> = (0..count).map(task).collect();
    json!({ "TotalCount": count, "Data": tasks }).to_string().into_bytes()
}

/// Seconds since 1970 as `2026-03-01T10:00:00`.
fn instant(seconds: i64) -> String {
    let (mut days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_dates() {
        assert_eq!(instant(0), "1970-01-01T00:00:00");
        assert_eq!(instant(1_709_208_000), "2024-02-29T12:00:00");
        assert_eq!(instant(1_798_761_599), "2026-12-31T23:59:59");
        assert_eq!(instant(1_799_064_000), "2027-01-04T12:00:00");
    }
}
