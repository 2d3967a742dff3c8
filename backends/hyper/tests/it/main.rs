//! The transport against servers of a few lines, which do what real ones do on a bad day.

mod certificate;
mod conformance;
mod http2;
mod idle;
mod proxy;
mod spawn;
mod support;
mod tls;
mod wire;
