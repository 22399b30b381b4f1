//! A process that reads a balance once: `caller URL`. Its environment may name a proxy. It prints the balance, or the error's code and words.

use nordcase::client::{Transport, TransportOptions};
use nordcase::fastdok::{Access, GetBalance};
use nordcase::{BaseUrl, Error, Operation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let url = std::env::args().nth(1).expect("caller URL");
    let access = Access::new(BaseUrl::insecure(&url)?).with_ticket("hemlig-biljett".into());
    // The transport alone: a client would send a read that is lost once more.
    let transport = Transport::new(TransportOptions::default())?;
    let answer = transport.send(GetBalance {}.request(&access)?).await.map_err(Error::from);
    match answer.and_then(|answer| GetBalance {}.response(&access, &answer)) {
        Ok(balance) => println!("{}", balance.balance),
        Err(error) => println!("{} {error}", error.code()),
    }
    Ok(())
}
