//! What every request handler needs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::admin::MAX_STREAMS;
use crate::auth::reconnection;
use crate::controls::Controls;
use crate::message::Message;
use crate::protocols::Encoded;
use crate::settings::Settings;
use crate::state::State;
use crate::tasks::Tasks;
use crate::upstream::Upstream;

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) settings: Settings,
    pub(crate) controls: Arc<Controls>,
    pub(crate) state: State,
    /// `None` if no hub has an event handler.
    pub(crate) upstream: Option<Arc<Upstream>>,
    pub(crate) tasks: Tasks,
    /// Streams of events that may be opened.
    pub(crate) streams: Arc<Semaphore>,
}

impl Service {
    /// `endpoint`: the URL at which it is reached.
    pub(crate) fn new(settings: Settings, endpoint: &str, controls: Arc<Controls>, tasks: Tasks) -> Self {
        let upstream = Upstream::new(&settings, endpoint, &controls, &tasks).map(Arc::new);
        let streams = Arc::new(Semaphore::new(MAX_STREAMS));
        Self { settings, controls, state: State::default(), upstream, tasks, streams }
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.controls.clock.now()
    }

    /// When a message that is sent now expires, by the clock's time since the start; 0 seconds: never.
    pub(crate) fn expires(&self, ttl_seconds: u32) -> Option<Duration> {
        (ttl_seconds > 0).then(|| self.controls.clock.elapsed() + Duration::from_secs(ttl_seconds.into()))
    }

    pub(crate) fn encode(&self, message: &Message) -> Encoded {
        Encoded::new(message, self.settings.switches.protobuf_json_data)
    }

    /// A token with which a reliable client recovers its connection.
    pub(crate) fn reconnection_token(&self, connection: &str) -> Option<String> {
        let key = self.settings.keys().next()?;
        reconnection::issue(connection, key, self.now())
    }
}
