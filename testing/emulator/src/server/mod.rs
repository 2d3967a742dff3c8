//! Listening, and from a request to its answer.

mod cors;
mod listen;
mod path;
mod query;
mod router;
mod service;
mod tls;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;

use crate::builder::Builder;
use crate::controls::Controls;
use crate::life::Life;
use crate::start_error::StartError;

pub(crate) use listen::endpoint;
pub(crate) use query::Query;
pub(crate) use service::Service;
pub(crate) use tls::Identity;
pub(crate) use wire::Wire;

/// Where a running emulator listens.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) address: SocketAddr,
    /// For TLS.
    pub(crate) secure: Option<SocketAddr>,
}

/// Listens, for TLS too if there is an identity, and answers from the moment this returns.
pub(crate) async fn start(
    builder: &Builder,
    identity: Option<&Identity>,
    controls: &Arc<Controls>,
    life: &Life,
) -> Result<Place, StartError> {
    let (listener, address) = listen::bind(&builder.host, builder.port).await?;
    let service = Arc::new(Service::new(builder.settings.clone(), Arc::clone(controls), life.clone()));
    let mut place = Place { address, secure: None };
    if let Some(identity) = identity {
        let (listener, address) = listen::bind(&builder.host, builder.tls_port.unwrap_or(0)).await?;
        place.secure = Some(address);
        life.spawn(listen::accept(listener, Some(identity.acceptor()), Arc::clone(&service)));
    }
    life.spawn(listen::accept(listener, None, service));
    Ok(place)
}
