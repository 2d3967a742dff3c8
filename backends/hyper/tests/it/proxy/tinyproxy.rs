//! Calls through tinyproxy, an independent proxy. Debian's package is `tinyproxy-bin`; without it these tests fail.

use super::{TlsService, assert_kind, client, send_once, trusted};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use webpubsub_hyper::TransportErrorKind::Misconfigured;
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
        let until = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "tinyproxy does not listen");
            assert!(matches!(started.program.try_wait(), Ok(None)), "tinyproxy has exited");
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
async fn https_is_tunnelled_and_http_forwarded() {
    let tinyproxy = Tinyproxy::start("both", "BasicAuth ann hush");
    let right = tinyproxy.proxy().basic_auth("ann", "hush").expect("a proxy");
    let service = TlsService::start("localhost", 2);
    let https = format!("https://localhost:{}", service.address.port());
    let tunnelled = client(&https, trusted(&service).proxy(right.clone()));
    for _ in 0..2 {
        send_once(&tunnelled).await.expect("accepted");
        assert_eq!(service.received.recv().expect("a request").body, b"x");
    }
    let (address, received) = webpubsub_test_servers::responding("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n");
    let http = format!("http://{address}");
    send_once(&client(&http, HyperTransport::builder().proxy(right))).await.expect("accepted");
    let received = received.recv().expect("a request");
    assert_eq!((received.body.as_slice(), received.header("proxy-authorization")), (&b"x"[..], None));
    assert!(received.header("authorization").is_some_and(|token| token.starts_with("Bearer ")), "{}", received.head);

    // It returns 401 for wrong credentials, and 407 for none.
    let wrong = tinyproxy.proxy().basic_auth("ann", "hush-hush").expect("a proxy");
    for (endpoint, proxy, reason) in [
        (&https, wrong, "valid credentials (401)"),
        (&https, tinyproxy.proxy(), "valid credentials (407)"),
        (&http, tinyproxy.proxy(), "valid credentials (407)"),
    ] {
        assert_kind(Misconfigured, send_once(&client(endpoint, trusted(&service).proxy(proxy))).await, reason);
    }
}

#[tokio::test]
async fn a_tunnel_to_a_forbidden_port_is_not_sent() {
    let tinyproxy = Tinyproxy::start("port", "ConnectPort 443");
    let service = TlsService::start("localhost", 1);
    let endpoint = format!("https://localhost:{}", service.address.port());
    let result = send_once(&client(&endpoint, trusted(&service).proxy(tinyproxy.proxy()))).await;
    assert_kind(Misconfigured, result, "the proxy opened no tunnel (status 403)");
    assert_eq!(service.received.try_iter().count(), 0);
}
