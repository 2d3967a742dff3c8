//! The transport against servers of a few lines, which do what real ones do on a bad day.

mod idle;
mod spawn;
mod support;
mod tls;
mod wire;
