//! A process that reads a balance: `caller URL`. Its environment may name a proxy. It prints the balance, or the error's code and words.

use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::fastdok::{Access, GetBalance};
use nordcase::{BaseUrl, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let url = std::env::args().nth(1).expect("caller URL");
    let access = Access::new(BaseUrl::insecure(&url)?).with_ticket("hemlig-biljett".into());
    match FastDokClient::new(access, Transport::new(TransportOptions::default())?).call(&GetBalance {}).await {
        Ok(balance) => println!("{}", balance.balance),
        Err(error) => println!("{} {error}", error.code()),
    }
    Ok(())
}
