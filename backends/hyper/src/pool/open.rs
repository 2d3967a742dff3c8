//! Opens connections, each in a task of its own: a call that is given up leaves its connection to the next.

use super::connection::{Http1, Http2};
use super::host::Host;
use super::slot::Slot;
use crate::connector::BoxError;
use crate::error::NoConnection;
use hyper::client::conn::http1;
use std::sync::Arc;

/// The longest head of an HTTP/1 response, and the most that is read at once, in bytes.
const MAX_HEAD: usize = 65_536;

pub(super) fn spawn(host: &Arc<Host>, slot: Slot) {
    tokio::spawn(open(Arc::clone(host), slot));
}

async fn open(host: Arc<Host>, slot: Slot) {
    let timeout = host.settings.connect_timeout;
    let mut slot = Some(slot);
    let result = tokio::time::timeout(timeout, handshake(&host, &mut slot)).await;
    if let Some(slot) = &mut slot {
        slot.finished = true;
    }
    let failure = match result {
        Ok(Ok(())) => return,
        Ok(Err(error)) => NoConnection::new(&*error, host.settings.trust_fault.as_deref()),
        Err(_) => NoConnection::TimedOut,
    };
    // Before the slot ends, or the call that waited for it would receive it.
    host.failed(&failure);
}

async fn handshake(host: &Arc<Host>, slot: &mut Option<Slot>) -> Result<(), BoxError> {
    let settings = &host.settings;
    let mut stream = settings.connector.connect(host.uri.clone()).await?;
    if let Some(builder) = settings.http2.as_ref().filter(|_| stream.is_http2()) {
        let (sender, connection) = builder.handshake(stream).await?;
        tokio::spawn(async move { drop(connection.await) });
        // Before the slot ends, so that no call opens another.
        host.share(Http2 { sender, number: 0, used: false });
        return Ok(());
    }
    let forwards = stream.is_forwarded();
    if let Some(mut slot) = slot.take() {
        host.opened_http1(&mut slot);
        stream.hold(slot);
    }
    let (sender, connection) = http1::Builder::new().max_buf_size(MAX_HEAD).handshake(stream).await?;
    let task = tokio::spawn(async move { drop(connection.await) }).abort_handle();
    host.put(Http1 { sender, task, forwards, used: false });
    host.open_more();
    Ok(())
}
