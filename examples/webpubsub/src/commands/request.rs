//! Whatever has no subcommand.

use super::{MessageArgs, pair};
use crate::answer::Answer;
use crate::failure::Failure;
use clap::Args;
use webpubsub_hyper::operations::RawRequest;
use webpubsub_hyper::{Method, WebPubSubServiceClient};

/// Send a request of one's own, signed like the rest; prints the answer's body
///
/// The body comes from --text, --json or --file only, never unasked from standard input. A status other than 2xx ends with
/// exit code 1 or 4.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub request POST /api/hubs/chat/:send --query excluded=conn-7 --text hi")]
pub(crate) struct Request {
    /// GET, POST, …
    #[arg(value_parser = Method::new)]
    pub(crate) method: Method,
    /// Begins with `/` and is percent-encoded already
    pub(crate) path: String,
    /// Goes into the query, percent-encoded here; more than one is possible
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) query: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) body: MessageArgs,
}

impl Request {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Answer, Failure> {
        let mut request = RawRequest::new(self.method, self.path);
        for (name, value) in self.query {
            request = request.query(name, value);
        }
        if let Some(body) = self.body.read_if_given()? {
            request = request.body(body.content_type(), body.body().clone());
        }
        Ok(Answer::Reply(client.send_request(request).await?))
    }
}
