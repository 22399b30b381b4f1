//! `nordcase-bench-requests URL`: one request of each service to the sandbox at this address, as the core writes it, as JSON: name and request.

use std::error::Error;

use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::fastdok::{Authenticate, Credentials, ListTasks};
use nordcase::{BaseUrl, Operation, altinn, fastdok};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let url = BaseUrl::new(&std::env::args().nth(1).ok_or("nordcase-bench-requests URL")?)?;
    // The sandbox's standard users: their passwords are public.
    let access = fastdok::Access::new(url.clone()).with_credentials(Credentials {
        api_key: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4".into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: "Björk&Löv+2026".into(),
    });
    let client = FastDokClient::new(access.clone(), Transport::new(TransportOptions::default())?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let signed_in = runtime.block_on(client.call(&Authenticate::new()))?;
    let tasks = ListTasks::new().request(&access.with_ticket(signed_in.ticket))?;
    let agency = altinn::Access::basic(url, "SKDEN", "sandkasse-2681");
    let cases = altinn::GetCaseList::of_service("2681", 1).request(&agency)?;
    for (name, request) in [("list_tasks", tasks), ("GetCaseList", cases)] {
        println!("{}", json!({"name": name, "request": request}));
    }
    Ok(())
}
