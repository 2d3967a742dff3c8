//! No log shows a key or a token, whatever its level. A logger is for a whole program, so each case is a child process.

use crate::support::{client, kind, send_once};
use log::{LevelFilter, Log, Metadata, Record};
use std::io::Write;
use std::process::Command;
use std::sync::Mutex;
use webpubsub_blocking::{BearerToken, ClientAccess, Target, TransportErrorKind, WebPubSubServiceClient};
use webpubsub_test_servers::{read_request, serve};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.signature-of-a-secret";

/// Keeps all that is logged, but for one target.
struct Keeper {
    except: &'static str,
    lines: Mutex<Vec<String>>,
}

static EXCEPT_RAW_BYTES: Keeper = Keeper { except: "ureq_proto", lines: Mutex::new(Vec::new()) };
static EVERYTHING: Keeper = Keeper { except: "nothing", lines: Mutex::new(Vec::new()) };

impl Log for Keeper {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        !metadata.target().starts_with(self.except)
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            self.lines.lock().expect("a lock").push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

impl Keeper {
    /// Everything, also what is shown in rows of sixteen bytes after their hexadecimal form.
    fn text(&self) -> String {
        let lines = self.lines.lock().expect("a lock");
        let rows: String = lines.iter().filter_map(|line| line.get(line.len().checked_sub(16)?..)).collect();
        lines.join("\n") + "\n" + &rows
    }
}

/// A client that sends the token, and a server that responds with it.
fn clients() -> [WebPubSubServiceClient; 2] {
    let address = serve(|mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let body = format!("{{\"token\":\"{TOKEN}\"}}");
            let status = if request.head.contains(":generateToken") { "200 OK" } else { "202 Accepted" };
            let response = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = stream.get_mut().write_all(response.as_bytes());
        }
    });
    let bearer = BearerToken::new(TOKEN).expect("a token").allow_http_on_loopback();
    let target = Target::new(&format!("http://{address}"), "chat").expect("a target");
    let with_token =
        WebPubSubServiceClient::with_transport(webpubsub_blocking::BlockingTransport::default(), target, bearer);
    [client(address), with_token]
}

fn run(case: &str) {
    let name = format!("logs::{case}");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    let output = child.args(["--exact", &name, "--ignored", "--nocapture"]).output().expect("output");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_level_shows_a_token() {
    run("all_but_raw_bytes");
    run("raw_bytes");
}

#[test]
#[ignore = "run by the other test, with a logger of its own"]
fn all_but_raw_bytes() {
    log::set_logger(&EXCEPT_RAW_BYTES).expect("the only one");
    log::set_max_level(LevelFilter::Trace);
    for client in clients() {
        send_once(&client).expect("accepted");
        client.client_access_token(&ClientAccess::new()).expect("a token");
    }
    let text = EXCEPT_RAW_BYTES.text();
    assert!(text.contains("POST"), "nothing was logged: {text}");
    assert!(!text.contains(TOKEN) && !text.contains("eyJ"), "{text}");
}

#[test]
#[ignore = "run by the other test, with a logger of its own"]
fn raw_bytes() {
    log::set_logger(&EVERYTHING).expect("the only one");
    log::set_max_level(LevelFilter::Trace);
    for client in clients() {
        let error = send_once(&client).expect_err("not sent");
        assert_eq!(kind(&error), TransportErrorKind::Misconfigured);
        assert!(format!("{error:?}").contains("ureq_proto=debug"), "{error:?}");
    }
    assert!(!EVERYTHING.text().contains("eyJ"), "{}", EVERYTHING.text());
    log::set_max_level(LevelFilter::Debug);
    for client in clients() {
        send_once(&client).expect("accepted");
    }
    assert!(!EVERYTHING.text().contains("eyJ"), "{}", EVERYTHING.text());
}
