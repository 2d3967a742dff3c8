use super::*;
use crate::exchange::tests::{fill_queue, listen};
use hyper_util::client::legacy::connect::dns::Name;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{SocketAddr, TcpListener};
use std::task::{Context, Poll};

/// Finds the same addresses for each name.
#[derive(Clone)]
struct Resolver([SocketAddr; 2]);

impl Service<Name> for Resolver {
    type Response = std::array::IntoIter<SocketAddr, 2>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(self.0.into_iter()))
    }
}

#[tokio::test]
async fn an_address_that_does_not_respond_leaves_time_for_the_next() {
    let (_listener, mute) = listen();
    let _queued = fill_queue(mute);
    let next = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = next.local_addr().expect("an address");
    let timeout = Duration::from_secs(2);
    let mut tcp = tcp(Resolver([mute, address]), timeout);
    let connected = tokio::time::timeout(timeout, tcp.call(Uri::from_static("http://two.example"))).await;
    let stream = connected.expect("in time").expect("a connection");
    assert_eq!(stream.inner().peer_addr().expect("an address"), address);
}
