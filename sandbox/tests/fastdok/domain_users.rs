//! Users and groups of users on API v1.1.

use nordcase::http::Method;
use serde_json::json;

use crate::client::*;

#[test]
fn a_company_lists_its_users() {
    let mut world = World::signed_in(ASA);
    let domain = world.get("domains/current")["Id"].as_str().unwrap().to_owned();
    let list = world.get(&format!("v1.1/domains/{domain}/users"));
    let emails: Vec<_> = list["Data"].as_array().unwrap().iter().map(|user| &user["email"]).collect();
    assert_eq!(emails, [ASA.0, NILS.0, REVISOR.0]);
    assert_eq!(list["TotalCount"], 3);
    let asa = &list["Data"][0];
    // The same user as a case tells of.
    let (case, _) = world.start();
    let id = world.get(&format!("instances/{case}"))["StartedByUserId"].clone();
    assert_eq!(
        *asa,
        json!({
            "userid": 1001, "firstname": "Åsa", "lastname": "Öberg", "email": ASA.0, "disabled": false,
            "lastlogin": "2026-02-02T02:40:00Z", "origin": "Sandbox", "originkey": id,
            "title": "", "department": "", "country": "SE", "telephone": "",
        })
    );
    assert_eq!(list["Data"][1]["lastlogin"], json!(null), "he never was there");

    let path = "v1.1/Domains/Current/Users";
    assert_eq!(world.get(&format!("{path}/?Skip=2&Take=5")), json!({"TotalCount": 3, "Data": [list["Data"][2]]}));
    assert_eq!(world.get(&format!("{path}?start=1&max=1")), list, "v1.1 pages by Skip and Take");
    assert_eq!(world.get(&format!("{path}?take=0"))["Data"], json!([]));
    assert_eq!(world.get_raw(&format!("{path}?skip=-1")).status, 400);
    world.fastdok.set_pages(Some(1), false, 0);
    assert_eq!(world.get(path), json!({"Data": [asa]}));
    assert_eq!(world.get_raw("domains/current/users").status, 400, "v1.0 has no such path");
    assert_eq!(world.send(Method::Post, path, "application/json", b"{}").status, 405);

    world.sign_in(PER);
    assert_eq!(world.get_raw(&format!("v1.1/domains/{domain}/users")).status, 404);
    assert_eq!(world.get(path)["Data"][0]["email"], PER.0);
    world.ticket = None;
    assert_eq!(world.get_raw(path).status, 401);
}

#[test]
fn a_company_lists_its_users_with_their_groups() {
    let mut world = World::signed_in(REVISOR);
    let path = "v1.1/domains/current/UserGroups";
    let list = world.get(path);
    let keepers = json!({"Id": 501, "Name": "Förvaltare"});
    let readers = json!({"Id": 502, "Name": "Läsare"});
    let mut users = world.get("v1.1/domains/current/users");
    for (nth, groups) in [json!([keepers, readers]), json!([keepers, readers]), json!([readers])].iter().enumerate() {
        users["Data"][nth]["groups"] = groups.clone();
    }
    assert_eq!(list, users);
    assert_eq!(world.get(&format!("{path}?skip=2&take=1")), json!({"TotalCount": 3, "Data": [list["Data"][2]]}));
    assert_eq!(world.get_raw(&format!("{path}?take=all")).status, 400);
    let domain = world.get("domains/current")["Id"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&format!("v1.1/domains/{domain}/usergroups/")), list);
    assert_eq!(world.get_raw(&path["v1.1/".len()..]).status, 400, "v1.0 has no such path");
    world.sign_in(PER);
    assert_eq!(world.get(path)["Data"][0]["groups"], json!([]));
    assert_eq!(world.get_raw(&format!("v1.1/domains/{domain}/usergroups")).status, 404);
    world.ticket = None;
    assert_eq!(world.get_raw(path).status, 401);
}
