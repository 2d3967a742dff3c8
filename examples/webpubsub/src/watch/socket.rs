//! The WebSocket connection of a client: what arrives, and whether anybody is still there.

use crate::failure::Failure;
use futures_util::{SinkExt as _, StreamExt as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};

/// How often the service is asked for a sign of life, and how long it has to give one.
const PING_INTERVAL: Duration = Duration::from_secs(20);

/// How long the service may take to accept some bytes: a ping, or the response to its own.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the service may take to respond to a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The longest message of the service (1 MiB), each of its bytes as `\u0000`, in its envelope.
const MAX_MESSAGE: usize = 8 * 1_024 * 1_024;

pub(crate) struct Socket<S> {
    frames: WebSocketStream<S>,
    heard: Arc<AtomicU64>,
    heard_before: u64,
    ticks: Interval,
}

/// What a service can make this program hold in memory.
pub(super) fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE))
        .write_buffer_size(4 * 1_024)
        .max_write_buffer_size(64 * 1_024)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// `heard` counts the bytes that the stream below receives.
    pub(super) fn new(frames: WebSocketStream<S>, heard: Arc<AtomicU64>) -> Self {
        let mut ticks = interval_at(tokio::time::Instant::now() + PING_INTERVAL, PING_INTERVAL);
        // After a write to stdout that has blocked for long, the service has a whole interval to respond.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { frames, heard, heard_before: 0, ticks }
    }

    /// The next frame; an error if the connection is lost, which is noticed within two intervals.
    pub(super) async fn next(&mut self) -> Result<Frame, Failure> {
        loop {
            let frame = tokio::select! {
                // What has arrived meanwhile counts before the time that has passed.
                biased;
                frame = self.frames.next() => Some(frame),
                _ = self.ticks.tick() => None,
            };
            match frame {
                Some(Some(Ok(frame))) => {
                    if frame.is_ping() {
                        // The response is queued. Nothing more is read until it is written, so they do not add up.
                        written(self.frames.flush()).await?;
                    }
                    return Ok(frame);
                }
                Some(Some(Err(error))) => return Err(lost(&error.to_string())),
                Some(None) => return Err(Failure::NotReached("the connection was lost".into())),
                None => self.ping().await?,
            }
        }
    }

    /// Asks for a sign of life, if there was one since the last time.
    async fn ping(&mut self) -> Result<(), Failure> {
        let heard = self.heard.load(Relaxed);
        if heard == self.heard_before {
            return Err(lost("the service does not respond"));
        }
        self.heard_before = heard;
        written(self.frames.send(Frame::Ping(Vec::new().into()))).await
    }

    /// Closes the connection; whether the service responds does not matter.
    pub(crate) async fn close(mut self) {
        let _ = timeout(CLOSE_TIMEOUT, self.frames.close(None)).await;
    }
}

async fn written(write: impl Future<Output = Result<(), Error>>) -> Result<(), Failure> {
    match timeout(WRITE_TIMEOUT, write).await {
        Ok(written) => written.map_err(|error| lost(&error.to_string())),
        Err(_) => Err(lost("the service does not read")),
    }
}

fn lost(reason: &str) -> Failure {
    Failure::NotReached(format!("the connection was lost: {reason}"))
}

#[cfg(test)]
mod tests;
