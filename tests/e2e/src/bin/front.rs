//! The server's front, as a process that may be killed: `front LISTEN_PORT SERVER_PORT` carries bytes between the two on loopback.
//!
//! Killing it breaks every connection in the middle, as a killed server does, while the data behind it stays, as a database does.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};

fn main() -> std::io::Result<()> {
    let ports: Vec<u16> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let [listen, server] = ports.as_slice() else { panic!("front LISTEN_PORT SERVER_PORT") };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, *listen))?;
    println!("{}", listener.local_addr()?.port());
    for client in listener.incoming().flatten() {
        if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, *server)) {
            let (Ok(client_in), Ok(server_out)) = (client.try_clone(), server.try_clone()) else { continue };
            std::thread::spawn(move || carry(client_in, server_out));
            std::thread::spawn(move || carry(server, client));
        }
    }
    Ok(())
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
