//! The standard data that never changes: form templates with their fields and base prices, applications, users and
//! their passwords.
//!
//! Only the names `12B.2 Hyreskontrakt för lokal`, `7B`, the application `form` and the field `Kontrakt.KontraktNr`
//! come from the documents; every other name, each id and each price is invented. Passwords stand here and nowhere
//! else, so that neither the state nor a snapshot holds one.

use rust_decimal::Decimal;

/// The API key of the (one) system vendor, shared by all companies as the real one is. A public test value.
pub const API_KEY: &str = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4";

/// How a field is shown and stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    Number,
    Date,
    Checkbox,
    /// Set by an upload, not by a value.
    File,
}

impl FieldKind {
    /// `DataType` and `FieldType` as the recordings name them.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("System.String", "textfield"),
            Self::Number => ("System.String", "numberfield"),
            Self::Date => ("System.DateTime", "datefield"),
            Self::Checkbox => ("System.Bool", "checkbox"),
            Self::File => ("System.Binary", "fileuploadfield"),
        }
    }
}

/// One field of a form or of shared data: name on the wire, label, kind.
pub(super) struct FieldInfo(pub(super) &'static str, pub(super) &'static str, pub(super) FieldKind);

/// A form that a case can hold.
pub(super) struct Template {
    /// What callers write in `templateid`; the `id` is accepted too.
    pub(super) code: &'static str,
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// A case has at most one form of the type `Huvudkontrakt` (verified).
    pub(super) namespace: &'static str,
    /// In öre, before the company's factor, without VAT.
    base_price: i64,
    pub(super) fields: &'static [FieldInfo],
}

impl Template {
    pub(super) fn base_price(&self) -> Decimal {
        Decimal::new(self.base_price, 2)
    }

    /// As a case shows it: `12B.2 Hyreskontrakt för lokal`.
    pub(super) fn full_name(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    pub(super) fn is_main_contract(&self) -> bool {
        self.namespace == MAIN_CONTRACT
    }
}

/// The type that only one form of a case may have.
pub(super) const MAIN_CONTRACT: &str = "Huvudkontrakt";

/// The only field that cannot be edited in TaskPaid (verified).
pub(super) const CONTRACT_NUMBER: &str = "Kontrakt.KontraktNr";

const CONTRACT_FIELDS: &[FieldInfo] = &[
    FieldInfo(CONTRACT_NUMBER, "Kontraktsnummer", FieldKind::Text),
    FieldInfo("Objekt.Adress", "Objektets adress", FieldKind::Text),
    FieldInfo("Objekt.Yta", "Yta i kvadratmeter", FieldKind::Number),
    FieldInfo("Kontrakt.FranDatum", "Från och med", FieldKind::Date),
    FieldInfo("Kontrakt.TillDatum", "Till och med", FieldKind::Date),
    FieldInfo("Hyra.Belopp", "Hyra i kronor per år", FieldKind::Number),
    FieldInfo("Hyra.Index", "Indexklausul", FieldKind::Checkbox),
    FieldInfo("Objekt.Planritning", "Planritning", FieldKind::File),
];

const APPENDIX_FIELDS: &[FieldInfo] = &[
    FieldInfo("Bilaga.Datum", "Datum", FieldKind::Date),
    FieldInfo("Bilaga.Text", "Text", FieldKind::Text),
    FieldInfo("Bilaga.Fil", "Fil", FieldKind::File),
];

const PARTY_FIELDS: &[FieldInfo] = &[
    FieldInfo("Namn", "Namn", FieldKind::Text),
    FieldInfo("Adress", "Adress", FieldKind::Text),
    FieldInfo("OrgPersNr", "Organisations- eller personnummer", FieldKind::Text),
    FieldInfo("Telefon", "Telefon", FieldKind::Text),
];

pub(super) static TEMPLATES: [Template; 5] = [
    Template {
        code: "12B.2",
        id: "0b6f1c5e-6a0d-4c1b-9f3a-12b200000001",
        name: "Hyreskontrakt för lokal",
        namespace: MAIN_CONTRACT,
        base_price: 25_000,
        fields: CONTRACT_FIELDS,
    },
    Template {
        code: "7B",
        id: "0b6f1c5e-6a0d-4c1b-9f3a-07b000000002",
        name: "Hyreskontrakt för bostad",
        namespace: MAIN_CONTRACT,
        base_price: 18_000,
        fields: CONTRACT_FIELDS,
    },
    Template {
        code: "15A",
        id: "0b6f1c5e-6a0d-4c1b-9f3a-15a000000003",
        name: "Brandskyddsklausul",
        namespace: "Brandskydd",
        base_price: 6_050,
        fields: APPENDIX_FIELDS,
    },
    Template {
        code: "16B",
        id: "0b6f1c5e-6a0d-4c1b-9f3a-16b000000004",
        name: "Fastighetsskatteklausul",
        namespace: "Fastighetsskatt",
        base_price: 4_500,
        fields: APPENDIX_FIELDS,
    },
    Template {
        code: "INFO",
        id: "0b6f1c5e-6a0d-4c1b-9f3a-1f0000000005",
        name: "Information om personuppgifter",
        namespace: "Information",
        base_price: 0,
        fields: APPENDIX_FIELDS,
    },
];

/// The template of this code or id.
pub(super) fn template(key: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| key.eq_ignore_ascii_case(template.code) || key.eq_ignore_ascii_case(template.id))
}

/// The fields that shared data of this type has besides those its entry brings.
pub(super) fn shared_fields(namespace: &str) -> &'static [FieldInfo] {
    let party = ["Hyresvard", "Kund"].iter().any(|name| namespace.eq_ignore_ascii_case(name));
    if party { PARTY_FIELDS } else { &[] }
}

/// A process that cases can be started in.
pub(super) struct App {
    /// The registered id, as in `/apps/form`.
    pub(super) reference: &'static str,
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) process_id: &'static str,
    /// The form that the generic start (`message=START` with a `template`) fills in.
    pub(super) template: &'static str,
}

pub(super) static APPS: [App; 2] = [
    App {
        reference: "form",
        id: "5c0de5a0-31aa-4d6e-8a51-f00000000001",
        name: "Formulärärende",
        description: "Fyll i, betala och arkivera formulär",
        process_id: "5c0de5a0-31aa-4d6e-8a51-f00000000011",
        template: "12B.2",
    },
    App {
        reference: "bostad",
        id: "5c0de5a0-31aa-4d6e-8a51-f00000000002",
        name: "Bostadsuthyrning",
        description: "Formulärärende för bostäder",
        process_id: "5c0de5a0-31aa-4d6e-8a51-f00000000012",
        template: "7B",
    },
];

/// The application of this registered id or id.
pub(super) fn app(key: &str) -> Option<&'static App> {
    APPS.iter().find(|app| key.eq_ignore_ascii_case(app.reference) || key.eq_ignore_ascii_case(app.id))
}

/// A role of a process that a task can be given to.
pub(super) struct Participant {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// Whether all users of the company can be it, or only those that may act on tasks.
    pub(super) everybody: bool,
}

pub(super) static PARTICIPANTS: [Participant; 2] = [
    Participant { id: "9a27c1fa-0001-4b00-8b00-000000000001", name: "Handläggare", everybody: false },
    Participant { id: "9a27c1fa-0001-4b00-8b00-000000000002", name: "Granskare", everybody: true },
];

/// A table of the forms of one kind.
pub(super) struct DataList {
    /// The registered id.
    pub(super) reference: &'static str,
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// The code of the template whose forms it shows.
    pub(super) template: &'static str,
}

pub(super) static LISTS: [DataList; 2] = [
    DataList {
        reference: "lokaler",
        id: "115c0000-5b1e-4c7d-9e00-000000000001",
        name: "Lokalkontrakt",
        description: "Hyreskontrakt för lokaler i alla ärenden",
        template: "12B.2",
    },
    DataList {
        reference: "bostader",
        id: "115c0000-5b1e-4c7d-9e00-000000000002",
        name: "Bostadskontrakt",
        description: "Hyreskontrakt för bostäder i alla ärenden",
        template: "7B",
    },
];

/// A company of the standard data.
pub(super) struct StandardCompany {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// In öre.
    pub(super) balance: i64,
    pub(super) licence: bool,
    pub(super) member: bool,
    /// In tenths.
    pub(super) factor: i64,
    pub(super) users: &'static [StandardUser],
    pub(super) groups: &'static [StandardGroup],
}

/// A group of users of the standard data.
pub(super) struct StandardGroup {
    pub(super) id: u32,
    pub(super) name: &'static str,
    /// Whether all users of the company are in it, or only those that may act on tasks.
    pub(super) everybody: bool,
}

/// A user of the standard data. Passwords are public test values.
pub(super) struct StandardUser {
    pub(super) login: &'static str,
    pub(super) password: &'static str,
    pub(super) name: &'static str,
    /// Whether the user may act on tasks (`PerformPermission`).
    pub(super) performs: bool,
}

const fn user(login: &'static str, password: &'static str, name: &'static str, performs: bool) -> StandardUser {
    StandardUser { login, password, name, performs }
}

const fn group(id: u32, name: &'static str, everybody: bool) -> StandardGroup {
    StandardGroup { id, name, everybody }
}

pub(super) static COMPANIES: [StandardCompany; 3] = [
    StandardCompany {
        name: "Bostads AB Björken",
        description: "Vanlig kund och medlem",
        balance: 200_000,
        licence: false,
        member: true,
        factor: 8,
        users: &[
            user("asa.oberg@bjorken.example", "Björk&Löv+2026", "Åsa Öberg", true),
            user("nils.ek@bjorken.example", "Ek-och-Alm-7", "Nils Ek", true),
            user("revisor@bjorken.example", "Bara-Läsa-1", "Rut Revisor", false),
        ],
        groups: &[group(501, "Förvaltare", false), group(502, "Läsare", true)],
    },
    StandardCompany {
        name: "Hyresfastigheter Ångström AB",
        description: "Avtalskund",
        balance: 50_000,
        licence: true,
        member: true,
        factor: 0,
        users: &[user("eva@angstrom.example", "Våglängd-550", "Eva Ångström", true)],
        groups: &[group(511, "Förvaltare", false)],
    },
    StandardCompany {
        name: "Fastighets AB Tomma Kassan",
        description: "Kund som inte är medlem, med lågt saldo",
        balance: 10_000,
        licence: false,
        member: false,
        factor: 10,
        users: &[user("per@tommakassan.example", "Tre-Kronor-3", "Per Lind", true)],
        groups: &[],
    },
];

/// The standard user of this login.
pub(super) fn standard_user(login: &str) -> Option<&'static StandardUser> {
    COMPANIES.iter().flat_map(|company| company.users).find(|user| user.login.eq_ignore_ascii_case(login))
}
