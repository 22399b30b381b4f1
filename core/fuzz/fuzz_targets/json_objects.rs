//! FastDok's readers of one object. Input: the HTTP status, a line feed, the answer. Every operation of the registry reads it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::fastdok::{Access, ActionKind};
use nordcase::fastdok::{
    Authenticate, GetBalance, GetCurrentDomain, GetInstance, GetObject, GetObjectFields, GetObjectProperties, GetTask,
    GetTaskOrder, ListTaskActions, ListTransactions, PerformAction, StartCase, UploadObject,
};
use nordcase::{HttpResponse, Operation};
use nordcase_fuzz::{answer, check, fastdok_access, line};

fn read<O: Operation<Access = Access>>(operation: &O, response: &HttpResponse) {
    if let Err(error) = operation.response(&fastdok_access(), response) {
        check(&error);
    }
}

fuzz_target!(|input: &[u8]| {
    let at = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (status, body) = input.split_at(at);
    let status = line(&String::from_utf8_lossy(status)).0.parse().unwrap_or(200);
    let response = answer(status, "application/json", body.get(1..).unwrap_or_default());
    read(&Authenticate::new(), &response);
    read(&GetBalance::new(), &response);
    read(&GetCurrentDomain::new(), &response);
    read(&GetInstance::new("i"), &response);
    read(&GetObject::new("o"), &response);
    read(&GetObjectFields::new("o"), &response);
    read(&GetObjectProperties::new("o"), &response);
    read(&GetTask::new("t"), &response);
    read(&GetTaskOrder::new("t"), &response);
    read(&ListTaskActions::new("t"), &response);
    read(&ListTransactions::new(), &response);
    read(&PerformAction::new("t", ActionKind::ActionPay), &response);
    read(&StartCase::new(Vec::new()), &response);
    read(&UploadObject::new("o", "f.pdf", Vec::new()), &response);
});
