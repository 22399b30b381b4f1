//! A server on loopback whose only answer is a list of cases, made while it is sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::{CASES_END, CASES_START, case_row};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Answers every request with a list of so many cases. It ends when this value does.
pub struct StreamServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    ended: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl StreamServer {
    /// On a free port.
    pub fn start(cases: usize) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let ended = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&ended);
        let accepting = std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if flag.load(Ordering::SeqCst) {
                    return;
                }
                // A client that has enough closes the connection, which ends the writing.
                std::thread::spawn(move || answer(&connection, cases));
            }
        });
        Ok(Self { url, ended, accepting: Some(accepting) })
    }
}

impl Drop for StreamServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let woken = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let (Ok(_), Some(accepting)) = (woken, self.accepting.take()) {
            let _ = accepting.join();
        }
    }
}

fn answer(connection: &TcpStream, cases: usize) -> std::io::Result<()> {
    let mut request = BufReader::new(connection);
    let (mut line, mut length) = (String::new(), 0);
    while request.read_line(&mut line)? > 2 {
        if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    std::io::copy(&mut request.take(length), &mut std::io::sink())?;

    let mut connection = connection;
    connection.write_all(HEAD.as_bytes())?;
    let mut piece = CASES_START.to_owned();
    for number in 0..cases {
        piece.push_str(&case_row(number));
        if piece.len() > 64 * 1024 {
            chunk(connection, &piece)?;
            piece.clear();
        }
    }
    piece.push_str(CASES_END);
    chunk(connection, &piece)?;
    connection.write_all(b"0\r\n\r\n")
}

fn chunk(mut connection: &TcpStream, piece: &str) -> std::io::Result<()> {
    connection.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_with_so_many_cases_and_ends() {
        let server = StreamServer::start(3).unwrap();
        let mut connection = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
        connection.write_all(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert_eq!(answer.matches("<a:ExternalCaseBE>").count(), 3);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
        drop(server);
    }
}
