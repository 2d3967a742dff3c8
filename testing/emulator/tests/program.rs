//! The program: one line on stdout, and a clean end.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> (Child, String, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_webpubsub-emulator"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    (child, line.trim_end().to_owned(), stdout)
}

#[test]
fn it_prints_its_connection_string_and_ends_on_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let key = "k".repeat(32);
        let (mut child, line, mut stdout) = start(&["--port", "0", "--access-key", &key]);
        let endpoint =
            line.strip_prefix("Endpoint=http://").and_then(|rest| rest.split(';').next()).expect("an endpoint");
        assert_eq!(line, format!("Endpoint=http://{endpoint};AccessKey={key};Version=1.0;"));
        TcpStream::connect(endpoint).expect("it listens");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
        assert!(child.wait().expect("ended").success(), "{signal}");
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).expect("read");
        assert_eq!(rest, "");
    }
}

#[test]
fn a_failed_start_is_an_error() {
    for arguments in [&["--access-key", "short"][..], &["--host", "nowhere.invalid"], &["--port", "x"], &["extra"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_webpubsub-emulator"))
            .args(["--port", "0"])
            .args(arguments)
            .output()
            .expect("started");
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(!printed.is_empty() && !printed.contains("short"), "{printed}");
    }
}

#[test]
fn the_certificate_is_a_file() {
    let (mut child, _, _stdout) = start(&["--port", "0", "--tls-port", "0"]);
    let mut printed = BufReader::new(child.stderr.take().expect("piped")).lines();
    let line = printed.find_map(|line| line.ok().filter(|line| line.contains("certificate in "))).expect("a line");
    let (endpoint, file) = line.split_once(", certificate in ").expect("two parts");
    let address = endpoint.strip_prefix("listening on https://").expect("an endpoint");
    TcpStream::connect(address).expect("it listens");
    let pem = std::fs::read_to_string(file).expect("a file");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"), "{pem}");
    child.kill().expect("ended");
    child.wait().expect("ended");
    std::fs::remove_file(file).expect("removed");
}

#[test]
fn it_restarts_on_sighup() {
    use std::io::Write as _;
    let (mut child, line, _stdout) = start(&["--port", "0", "--throttle", "1", "--retry-after", "9"]);
    let address = line.strip_prefix("Endpoint=http://").and_then(|rest| rest.split(';').next()).expect("an endpoint");
    let mut old = TcpStream::connect(address).expect("it listens");
    let sent = Command::new("kill").args(["-HUP", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    assert!(matches!(old.read(&mut [0; 1]), Ok(0) | Err(_)), "dropped");
    let ask = || {
        let mut stream = TcpStream::connect(address).ok()?;
        stream.write_all(b"HEAD /api/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ok()?;
        let mut response = String::new();
        stream.read_to_string(&mut response).ok().filter(|_| !response.is_empty()).map(|_| response)
    };
    // The restart takes a moment.
    let response = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        ask()
    });
    let response = response.expect("restarted");
    assert!(response.starts_with("HTTP/1.1 429") && response.contains("retry-after: 9"), "{response}");
    child.kill().expect("ended");
    child.wait().expect("ended");
}
