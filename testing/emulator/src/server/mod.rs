//! Listens, and routes each request to its response.

mod body;
mod cors;
mod explained;
mod listen;
mod path;
mod query;
mod requests;
mod router;
mod service;
mod timed;
mod tls;
mod validate;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::builder::Builder;
use crate::controls::Controls;
use crate::start_error::StartError;
use crate::tasks::Tasks;

pub(crate) use body::{Body, Unread};
pub(crate) use listen::{ConnectionInfo, endpoint};
pub(crate) use query::Query;
pub(crate) use service::Service;
pub(crate) use tls::Identity;

/// A running server.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) address: SocketAddr,
    /// With TLS.
    pub(crate) secure: Option<SocketAddr>,
    pub(crate) service: Arc<Service>,
}

/// Listens, for TLS too if there is an identity. Requests are accepted as soon as this returns.
pub(crate) async fn start(
    builder: &Builder,
    identity: Option<&Identity>,
    controls: &Arc<Controls>,
    tasks: &Tasks,
) -> Result<Started, StartError> {
    let (listener, address) = listen::bind(&builder.host, builder.port).await?;
    let endpoint = endpoint("http", &builder.host, address);
    let service = Service::new(builder.settings.clone(), &endpoint, Arc::clone(controls), tasks.clone());
    let service = Arc::new(service);
    let mut secure = None;
    if let Some(identity) = identity {
        let (listener, address) = listen::bind(&builder.host, builder.tls_port.unwrap_or(0)).await?;
        secure = Some(address);
        tasks.spawn(listen::accept(listener, Some(identity.acceptor()), Arc::clone(&service)));
    }
    tasks.spawn(listen::accept(listener, None, Arc::clone(&service)));
    Ok(Started { address, secure, service })
}
