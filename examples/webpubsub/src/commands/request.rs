//! Requests that have no subcommand.

use super::{MessageArgs, pair};
use crate::failure::Failure;
use crate::response::Response;
use clap::Args;
use webpubsub_hyper::operations::RawRequest;
use webpubsub_hyper::{Method, WebPubSubServiceClient};

/// Send any other request, signed
///
/// Prints the body of the response. Standard input is read only for `-` or `--file -`. A status other than 2xx is named
/// on stderr and has the exit code 1 or 4.
#[derive(Args)]
#[command(after_help = "Example:\n  webpubsub request POST /api/hubs/chat/:send hi --query excluded=conn-7")]
pub(crate) struct Request {
    /// GET, POST, …
    pub(crate) method: Method,
    /// The path, beginning with `/` and percent-encoded
    pub(crate) path: String,
    /// A query parameter, not yet percent-encoded; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) query: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) body: MessageArgs,
}

impl Request {
    pub(super) async fn make(self, client: &WebPubSubServiceClient) -> Result<Response, Failure> {
        let mut request = RawRequest::new(self.method, self.path);
        for (name, value) in self.query {
            request = request.query(name, value);
        }
        if let Some(body) = self.body.read_if_given()? {
            request = request.body(body.content_type(), body.body().clone());
        }
        Ok(Response::Raw(client.send_request(request).await?))
    }
}
