//! One request and its response.

use crate::TowerTransport;
use crate::error::{BoxError, not_ready, response_too_large};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Method, Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Limited};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tower_service::Service;
use webpubsub_core::TransportError;

impl<S, B, Z> TowerTransport<S, B, Z> {
    /// Sends the request once the service is ready, and receives the response. If the timeout passes before it is ready,
    /// nothing was sent. Afterwards nobody can tell, and the client ends the call at its timeout.
    pub(crate) async fn exchange<R, F>(
        &self,
        mut request: Request<Bytes>,
        timeout: Duration,
    ) -> Result<Response<Bytes>, TransportError>
    where
        S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>> + Clone,
        B: From<Bytes>,
        R: Body<Error: Into<BoxError>>,
        Z: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        if request.body().is_empty() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110 section 8.6; gateways return 411 without it, and hyper leaves it out.
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        // What readiness reserves, such as a permit, belongs to this one clone.
        let mut service = self.service.clone();
        self.ready(&mut service, timeout).await?;
        let response = service.call(request.map(B::from)).await;
        self.receive(response.map_err(|error| self.classifier.before_response(error.into()))?).await
    }

    async fn ready<F>(
        &self,
        service: &mut impl Service<Request<B>, Error: Into<BoxError>>,
        timeout: Duration,
    ) -> Result<(), TransportError>
    where
        Z: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let mut sleep = pin!((self.sleep)(timeout));
        poll_fn(|context| match service.poll_ready(context) {
            Poll::Ready(ready) => Poll::Ready(ready.map_err(|error| not_ready(error.into()))),
            Poll::Pending => sleep.as_mut().poll(context).map(|()| Err(TransportError::connect_timeout())),
        })
        .await
    }

    async fn receive<R>(&self, response: Response<R>) -> Result<Response<Bytes>, TransportError>
    where
        R: Body<Error: Into<BoxError>>,
    {
        let max_size = self.max_response_size;
        let (head, body) = response.into_parts();
        // A response to HEAD announces the length of a body that does not follow.
        let body = if body.is_end_stream() {
            Bytes::new()
        } else if body.size_hint().lower() > max_size as u64 {
            return Err(response_too_large(max_size));
        } else {
            let body = Limited::new(body, max_size).collect().await;
            body.map_err(|error| self.classifier.in_response(error, max_size))?.to_bytes()
        };
        Ok(Response::from_parts(head, body))
    }
}
