//! Through tinyproxy, a proxy that others wrote. Debian's package is `tinyproxy-bin`; without it these tests fail.

use super::{Service, assert_not_sent, client, send_once};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use webpubsub_hyper::{HyperTransport, Proxy};

struct Tinyproxy {
    program: Child,
    port: u16,
    settings: PathBuf,
}

impl Tinyproxy {
    fn start(name: &str, more: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port").port();
        let settings = std::env::temp_dir().join(format!("webpubsub-tinyproxy-{name}-{}", std::process::id()));
        let mut file = std::fs::File::create(&settings).expect("a file");
        writeln!(file, "Port {port}\nListen 127.0.0.1\nTimeout 30\nMaxClients 20\n{more}").expect("written");
        let mut command = Command::new("tinyproxy");
        command.args(["-d", "-c"]).arg(&settings).stdout(Stdio::null()).stderr(Stdio::null());
        let program = command.spawn().expect("tinyproxy is needed (Debian: apt-get install tinyproxy-bin)");
        let mut started = Self { program, port, settings };
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "it does not listen");
            assert!(matches!(started.program.try_wait(), Ok(None)), "it ended");
            std::thread::yield_now();
        }
        started
    }

    fn proxy(&self) -> Proxy {
        Proxy::new(&format!("http://127.0.0.1:{}", self.port)).expect("a proxy")
    }
}

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
        let _ = std::fs::remove_file(&self.settings);
    }
}

#[tokio::test]
async fn https_in_a_tunnel_and_http_forwarded() {
    let tinyproxy = Tinyproxy::start("both", "BasicAuth ann hush");
    let known = tinyproxy.proxy().basic_auth("ann", "hush").expect("a proxy");
    let service = Service::start("localhost", 2);
    let https = format!("https://localhost:{}", service.address.port());
    let tunnelled = client(&https, service.trusted().proxy(known.clone()));
    for _ in 0..2 {
        send_once(&tunnelled).await.expect("accepted");
        assert_eq!(service.seen.recv().expect("a request").body, b"x");
    }
    let (address, seen) = crate::support::answering("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n");
    let http = format!("http://{address}");
    send_once(&client(&http, HyperTransport::builder().proxy(known))).await.expect("accepted");
    let seen = seen.recv().expect("a request");
    assert_eq!((seen.body.as_slice(), seen.header("proxy-authorization")), (&b"x"[..], None));
    assert!(seen.header("authorization").is_some_and(|token| token.starts_with("Bearer ")), "{}", seen.head);

    // To credentials that it does not know, it answers 401; to none, 407.
    let known_to_nobody = tinyproxy.proxy().basic_auth("ann", "hush-hush").expect("a proxy");
    for (endpoint, proxy, reason) in [
        (&https, known_to_nobody, "unsuccessful"),
        (&https, tinyproxy.proxy(), "proxy authorization required"),
        (&http, tinyproxy.proxy(), "other credentials (407)"),
    ] {
        assert_not_sent(send_once(&client(endpoint, service.trusted().proxy(proxy))).await, reason);
    }
}

#[tokio::test]
async fn a_port_to_which_no_tunnel_leads() {
    let tinyproxy = Tinyproxy::start("port", "ConnectPort 443");
    let service = Service::start("localhost", 1);
    let endpoint = format!("https://localhost:{}", service.address.port());
    assert_not_sent(send_once(&client(&endpoint, service.trusted().proxy(tinyproxy.proxy()))).await, "unsuccessful");
    assert_eq!(service.seen.try_iter().count(), 0);
}
