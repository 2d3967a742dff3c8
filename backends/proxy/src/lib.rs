#![doc = include_str!("../README.md")]

mod no_proxy;
mod proxy;
mod rules;
mod tunnel;

pub use no_proxy::NoProxy;
pub use proxy::Proxy;
pub use rules::{ProxyRules, ProxySelection};
pub use tunnel::{TunnelError, TunnelResponse};
