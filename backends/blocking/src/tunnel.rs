//! A tunnel through a proxy.

use std::io::{Read, Write};
use webpubsub_proxy::{Proxy, TunnelError, TunnelResponse};

/// Has the proxy connect the stream to the host. What follows on it goes to the host.
pub(crate) fn open_tunnel(
    stream: &mut (impl Read + Write),
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<(), TunnelError> {
    stream.write_all(proxy.tunnel_request(host, port).expose().as_bytes())?;
    stream.flush()?;
    let (mut response, mut byte) = (TunnelResponse::default(), [0]);
    loop {
        stream.read_exact(&mut byte)?;
        if response.push(byte[0])? {
            return Ok(());
        }
    }
}
