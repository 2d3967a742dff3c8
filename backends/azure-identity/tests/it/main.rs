//! Tokens through `azure_identity`, over real TLS sockets and real processes; nothing leaves this machine.

mod chain;
mod cli;
mod sockets;
