//! Deliveries to handlers in this process, without a network and in virtual time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use http::{Method, Request, Response, StatusCode};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::*;
use crate::builder::Builder;
use crate::message::Payload;
use crate::metadata::Metadata;
use crate::record::Kind;
use crate::tasks::Tasks;

const SECOND: Duration = Duration::from_secs(1);

type Seen = Arc<Mutex<Vec<String>>>;

/// The events of one connection, and what their handler saw.
struct Bench {
    upstream: Arc<Upstream>,
    tasks: Tasks,
    seen: Seen,
}

impl Bench {
    /// With a handler that responds to each request by its number.
    fn new(respond: impl Fn(usize, &Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        let seen = Seen::default();
        let copy = Arc::clone(&seen);
        Self::with(seen, move |builder| {
            builder.handler("chat", move |request| {
                let header = |name| request.headers().get(name).map_or("-", |value| value.to_str().expect("text"));
                let line = format!("{} {} {}", header("ce-eventname"), header("ce-id"), header("ce-connectionstate"));
                let number = {
                    let mut seen = copy.lock().expect("lock");
                    seen.push(line);
                    seen.len() - 1
                };
                std::future::ready(respond(number, &request))
            })
        })
    }

    fn with(seen: Seen, build: impl FnOnce(Builder) -> Builder) -> Self {
        let settings = build(Builder::default()).settings;
        let (controls, tasks) = (Arc::new(settings.controls().expect("controls")), Tasks::new());
        let upstream = Upstream::new(&settings, "http://127.0.0.1:8080", &controls, &tasks).expect("handlers");
        Self { upstream: Arc::new(upstream), tasks, seen }
    }

    fn open(&self) -> Events {
        let client = Client { hub: "chat".into(), id: "c1".into(), user: Some("ann".into()), subprotocol: None };
        self.upstream.open(client).expect("handlers")
    }

    /// Sends the event and waits for its end.
    async fn user(&self, events: &Events, name: &str) -> Result<Option<String>, Unhandled> {
        let (sender, receiver) = oneshot::channel();
        events.user(name.to_owned(), Payload::Text("hi".into()), Metadata::default(), Box::new(Wait(sender)));
        receiver.await.expect("an end")
    }

    /// Waits until the worker has ended, and returns all that the handler saw.
    async fn ended(&self) -> Vec<String> {
        self.tasks.tracker.close();
        self.tasks.tracker.wait().await;
        self.seen.lock().expect("lock").clone()
    }

    fn failures(&self) -> Vec<Option<String>> {
        self.upstream.controls.record.all().iter().map(|entry| entry.reason.clone()).collect()
    }
}

struct Wait(oneshot::Sender<Result<Option<String>, Unhandled>>);

impl Receipt for Wait {
    fn begin(&mut self) -> bool {
        true
    }

    fn end(self: Box<Self>, result: Result<Option<(Payload, Metadata)>, Unhandled>) {
        let shown = result.map(|message| {
            message.map(|(payload, _)| match payload {
                Payload::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                other => format!("{other:?}"),
            })
        });
        self.0.send(shown).expect("a receiver");
    }
}

fn offer() -> ConnectRequest {
    ConnectRequest::new([].into(), std::iter::empty(), &http::HeaderMap::new(), Vec::new())
}

fn status(status: u16) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::new()).expect("a response")
}

fn with_state(state: &str) -> Response<Bytes> {
    Response::builder().header("ce-connectionState", state).body(Bytes::new()).expect("a response")
}

#[tokio::test(start_paused = true)]
async fn a_life_in_order() {
    let bench = Bench::new(|number, request| match number {
        0 => with_state("a"),
        // A response that nobody waits for cannot set the state.
        1 => with_state("ignored"),
        2 => Response::new(request.body().clone()),
        3 => with_state("b"),
        4 => with_state(""),
        _ => status(204),
    });
    let events = bench.open();
    assert_eq!(events.connect(offer()).await, Ok(Accepted::default()));
    events.admitted(None);
    events.connected();
    for (name, expected) in [("one", Some("hi".to_owned())), ("two", None), ("three", None), ("four", None)] {
        assert_eq!(bench.user(&events, name).await, Ok(expected));
    }
    events.ends("bye");
    events.ends("later");
    drop(events);
    let expected = ["connect 0 -", "connected 1 a", "one 2 a", "two 3 a", "three 4 b", "four 5 -", "disconnected 6 -"];
    assert_eq!(bench.ended().await, expected);
    assert!(bench.failures().iter().all(Option::is_none));
}

#[tokio::test(start_paused = true)]
async fn retries() {
    for (statuses, expected, seconds, requests) in [
        (&[500, 503, 408, 204][..], true, 9, 4),
        (&[500, 500, 500, 500, 204], false, 9, 4),
        (&[502, 200], true, 1, 2),
        (&[429, 204], false, 0, 1),
        (&[404, 204], false, 0, 1),
        (&[302, 204], false, 0, 1),
    ] {
        let bench = Bench::new(|number, _| status(statuses[number]));
        let events = bench.open();
        let started = Instant::now();
        assert_eq!(bench.user(&events, "e").await.is_ok(), expected, "{statuses:?}");
        assert_eq!(started.elapsed().as_secs(), seconds, "{statuses:?}");
        assert_eq!(*bench.seen.lock().expect("lock"), vec!["e 0 -"; requests], "one id for all attempts");
        let entry = bench.upstream.controls.record.all().remove(0);
        assert_eq!((entry.kind, entry.name.as_deref()), (Kind::Event, Some("e")));
        assert_eq!(entry.retries.map(|retries| retries as usize + 1), Some(requests));
        assert_eq!(entry.status, Some(statuses[requests - 1]));
        assert_eq!(entry.reason.is_none(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_hangs_or_panics() {
    let seen = Seen::default();
    let bench = Bench::with(seen, |builder| {
        builder.event_timeout(7 * SECOND).handler("chat", |request| async move {
            match request.headers()["ce-eventname"].to_str().expect("text") {
                "hang" => std::future::pending().await,
                "panic" => panic!("on purpose"),
                "huge" => Response::new(vec![0; client::MAX_RESPONSE_SIZE + 1].into()),
                _ => status(204),
            }
        })
    });
    let events = bench.open();
    let started = Instant::now();
    for event in ["hang", "panic", "huge"] {
        assert_eq!(bench.user(&events, event).await, Err(Unhandled), "{event}");
    }
    assert_eq!(started.elapsed(), 7 * SECOND);
    assert_eq!(bench.user(&events, "fine").await, Ok(None));
    let failures: Vec<String> = bench.failures().into_iter().flatten().collect();
    let expected = ["no response within 7s", "the handler panicked", "the response has more than 16777216 bytes"];
    assert_eq!(failures, expected);
}

#[tokio::test(start_paused = true)]
async fn refusals() {
    let bench = Bench::new(|_, _| {
        Response::builder().status(403).header("content-type", "text/plain").body("no".into()).expect("a response")
    });
    let refused = bench.open().connect(offer()).await.expect_err("refused");
    assert_eq!((refused.status, refused.body.as_ref()), (StatusCode::FORBIDDEN, &b"no"[..]));
    assert_eq!(bench.ended().await, ["connect 0 -"], "no other event follows");

    let bench = Bench::new(|_, _| Response::new(Bytes::from_static(b"nonsense")));
    let refused = bench.open().connect(offer()).await.expect_err("refused");
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_was_never_accepted() {
    let bench = Bench::new(|_, _| status(204));
    drop(bench.open());
    assert_eq!(bench.ended().await, [""; 0], "it cannot disconnect");

    let switching = Bench::new(|_, _| status(101));
    let refused = switching.open().connect(offer()).await.expect_err("refused");
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_left_while_it_was_accepted() {
    let bench = Bench::new(|_, _| status(204));
    let events = bench.open();
    // Polled once, so that the worker gets the job; then dropped, as with a handshake whose client is gone.
    tokio::select! {
        biased;
        _ = events.connect(offer()) => panic!("the worker has not run yet"),
        () = std::future::ready(()) => {}
    }
    drop(events);
    assert_eq!(bench.ended().await, ["connect 0 -", "disconnected 1 -"]);
}

#[tokio::test(start_paused = true)]
async fn too_many_events_fail() {
    let bench =
        Bench::with(Seen::default(), |builder| builder.handler("chat", |_| async { std::future::pending().await }));
    let events = bench.open();
    let mut waiting: FuturesUnordered<_> = (0..MAX_WAITING + 3).map(|_| bench.user(&events, "e")).collect();
    assert_eq!(waiting.next().await, Some(Err(Unhandled)), "the others wait");
}

#[tokio::test(start_paused = true)]
async fn validation() {
    let seen = Seen::default();
    let copy = Arc::clone(&seen);
    let bench = Bench::with(seen, |builder| {
        let handler = EventHandler::in_process(move |request| {
            copy.lock().expect("lock").push(request.method().to_string());
            let origin = request.headers()["webhook-request-origin"].clone();
            assert_eq!(request.headers()["ce-awpsversion"], "1.0");
            let second = copy.lock().expect("lock").len() > 2;
            std::future::ready(match *request.method() {
                Method::OPTIONS => status(404),
                Method::GET if second => {
                    Response::builder().header("webhook-allowed-origin", origin).body(Bytes::new()).expect("valid")
                }
                _ => status(200),
            })
        });
        builder.event_handler("chat", handler.validation(true)).print_warnings(false)
    });
    let events = bench.open();
    for _ in 0..2 {
        assert_eq!(bench.user(&events, "e").await, Err(Unhandled));
    }
    let reason = "validation failed: WebHook-Allowed-Origin is neither * nor 127.0.0.1";
    assert_eq!(bench.failures(), vec![Some(reason.to_owned()); 2]);
    tokio::time::advance(SECOND).await;
    assert_eq!(bench.user(&events, "e").await, Ok(None));
    drop(events);
    assert_eq!(bench.ended().await, ["OPTIONS", "GET", "OPTIONS", "GET", "POST"], "asked once a failure has stood");
}

#[tokio::test(start_paused = true)]
async fn the_first_handler_that_matches() {
    let named = |name: &'static str| {
        EventHandler::in_process(move |_| std::future::ready(Response::new(Bytes::from_static(name.as_bytes()))))
    };
    let bench = Bench::with(Seen::default(), |builder| {
        let builder = builder.event_handler("chat", named("first").user_events("a, b"));
        builder.event_handler("CHAT", named("second")).event_handler("news", named("other"))
    });
    let events = bench.open();
    for (event, expected) in [("a", "first"), ("B", "first"), ("c", "second")] {
        assert_eq!(bench.user(&events, event).await, Ok(Some(expected.to_owned())));
    }
    assert_eq!(events.connect(offer()).await, Ok(Accepted::default()), "no handler receives it");
}
