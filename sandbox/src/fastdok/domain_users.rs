//! A company's users, with and without their groups, as API v1.1 lists them.
//!
//! Generic Barium; whether FastDok lets anybody list them is unknown. Verified: the paths, that `Skip` and `Take` cut
//! the lists, the list around the rows, the keys of a row and the kinds of their values. Invented: the numbers, that
//! `originkey` is the id that cases tell of, what is empty, and that a list comes in pages of 200 as others do.

use serde::Serialize;

use super::answer::{Answer, date, json};
use super::lists::page_by;
use super::model::User;
use super::standard::COMPANIES;
use super::state::{Call, Caller, FastDok};

/// How v1.1 names the parameters of a page.
const PAGE: [&str; 2] = ["skip", "take"];

/// Where a user that nobody brought in from elsewhere comes from.
const ORIGIN: &str = "Sandbox";

#[derive(Serialize)]
struct UserView<'a> {
    userid: usize,
    firstname: &'a str,
    lastname: &'a str,
    email: &'a str,
    disabled: bool,
    lastlogin: Option<String>,
    origin: &'a str,
    originkey: &'a str,
    title: &'a str,
    department: &'a str,
    country: &'a str,
    telephone: &'a str,
}

fn show((place, user): (usize, &User)) -> UserView<'_> {
    let (firstname, lastname) = user.name.split_once(' ').unwrap_or((&user.name, ""));
    UserView {
        userid: place.saturating_add(1001),
        firstname,
        lastname,
        email: &user.login,
        disabled: false,
        lastlogin: user.last_login.map(date),
        origin: ORIGIN,
        originkey: &user.id,
        title: "",
        department: "",
        country: "SE",
        telephone: "",
    }
}

impl FastDok {
    /// The users of the caller's company, each with its place among all users.
    fn colleagues(&self, who: Caller) -> impl Iterator<Item = (usize, &User)> {
        self.users.iter().enumerate().filter(move |(_, user)| user.company == who.company)
    }

    pub(super) fn list_domain_users(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.asked_company(call, who)?;
        page_by(&call.query, PAGE, self.colleagues(who), show).map(|list| json(&list))
    }

    /// `GET /domains/{id}/usergroups`: the users once more, each with its groups.
    pub(super) fn list_domain_user_groups(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        struct MemberView<'a> {
            #[serde(flatten)]
            user: UserView<'a>,
            groups: Vec<GroupView<'a>>,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct GroupView<'a> {
            id: u32,
            name: &'a str,
        }
        self.asked_company(call, who)?;
        let all = COMPANIES.get(who.company).map_or(&[][..], |company| company.groups);
        let groups = |user: &User| {
            let its = all.iter().filter(|group| group.everybody || user.performs);
            its.map(|group| GroupView { id: group.id, name: group.name }).collect()
        };
        page_by(&call.query, PAGE, self.colleagues(who), |one| MemberView { groups: groups(one.1), user: show(one) })
            .map(|list| json(&list))
    }
}
