//! Selects the proxy of a request. Nothing here reads the environment, resolves a name or opens a connection, so every
//! backend, and every program with its own connections, can use the same rules.
//!
//! ```
//! use webpubsub_proxy::{ProxyRules, ProxySelection};
//!
//! let rules = ProxyRules::from_variables(|name| std::env::var(name).ok());
//! match rules.select("https", "contoso.webpubsub.azure.com", None) {
//!     ProxySelection::Direct => println!("connect to the host"),
//!     ProxySelection::Proxy(proxy) => println!("connect to {}:{}, and ask it for a tunnel", proxy.host(), proxy.port()),
//!     ProxySelection::Misconfigured(error) => println!("connect to nothing: {error}"),
//! }
//! ```

mod no_proxy;
mod proxy;
mod rules;

pub use no_proxy::NoProxy;
pub use proxy::Proxy;
pub use rules::{ProxyRules, ProxySelection};
