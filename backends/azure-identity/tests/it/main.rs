//! Tokens through `azure_identity`, over real TLS sockets and real processes; nothing leaves this machine.

mod chain;
mod cli;
#[cfg(target_os = "linux")]
mod metadata_service;
mod sockets;
