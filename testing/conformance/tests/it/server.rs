//! The fault server by itself: what a browser needs, and the program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use webpubsub_conformance::{FaultServer, NAMES};

/// One request on a connection of its own; the whole response as text.
fn ask(base: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).expect("a connection");
    stream.write_all(request.as_bytes()).expect("written");
    stream.shutdown(std::net::Shutdown::Write).expect("shut");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

#[test]
fn a_preflight_is_not_recorded() {
    let server = FaultServer::builder().without_results().start().expect("started");
    let response = ask(
        server.base_url(),
        "OPTIONS /echo/7 HTTP/1.1\r\norigin: http://page\r\naccess-control-request-method: PUT\r\n\
         access-control-request-headers: authorization,x-two\r\n\r\n",
    );
    assert!(response.starts_with("HTTP/1.1 204 "), "{response}");
    for line in [
        "access-control-allow-origin: *",
        "access-control-allow-methods: PUT",
        "access-control-allow-headers: authorization,x-two",
    ] {
        assert!(response.contains(&format!("{line}\r\n")), "{line} in {response}");
    }
    assert!(ask(server.base_url(), "GET /seen/7 HTTP/1.1\r\n\r\n").contains("arrivals 0"));
    let response = ask(server.base_url(), "OPTIONS /echo/7 HTTP/1.1\r\n\r\n");
    assert!(response.contains("access-control-expose-headers: ") && response.contains("x-connection"), "{response}");
    assert!(ask(server.base_url(), "GET /seen/7 HTTP/1.1\r\n\r\n").contains("line OPTIONS /echo/7\n"));
}

#[test]
fn results_stay_in_their_folder() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("results");
    let server = FaultServer::builder().results(&folder).start().expect("started");
    let post = |path: &str| ask(server.base_url(), &format!("POST {path} HTTP/1.1\r\ncontent-length: 6\r\n\r\npassed"));
    assert!(post("/result/some-backend/clock").starts_with("HTTP/1.1 200 "));
    assert_eq!(std::fs::read_to_string(folder.join("some-backend/clock")).expect("stored"), "passed");
    for path in ["/result/../clock", "/result/a/..", "/result/a/b/c", "/result/a", "/result/a/%2e", "/result//c"] {
        assert!(post(path).starts_with("HTTP/1.1 500 "), "{path}");
    }
}

/// The server prints its address once it is ready; the table has a row for each case.
#[test]
fn programs() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    let mut server = Command::new(env!("CARGO_BIN_EXE_webpubsub-fault-server"))
        .args(["--results", folder.to_str().expect("text")])
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut base = String::new();
    BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut base).expect("a line");
    let response = ask(base.trim(), "POST /result/one/clock HTTP/1.1\r\ncontent-length: 6\r\n\r\npassed");
    server.kill().expect("killed");
    server.wait().expect("ended");
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    let mut table = Command::new(env!("CARGO_BIN_EXE_conformance-table"));
    let output = table.args(["--results", folder.to_str().expect("text")]).output().expect("ran");
    let table = String::from_utf8(output.stdout).expect("text");
    for name in NAMES {
        assert!(table.contains(&format!("| `{name}` |")), "{name} in {table}");
    }
    assert!(table.contains("| `clock` | yes |"), "{table}");
}
