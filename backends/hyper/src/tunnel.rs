//! A tunnel through a proxy.

use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use webpubsub_proxy::{Proxy, TunnelError, TunnelResponse};

/// Has the proxy connect the stream to the host. What follows on it goes to the host.
pub(crate) async fn open_tunnel(
    stream: &mut (impl Read + Write + Unpin),
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<(), TunnelError> {
    let mut stream = TokioIo::new(stream);
    stream.write_all(proxy.tunnel_request(host, port).expose().as_bytes()).await?;
    stream.flush().await?;
    let mut response = TunnelResponse::default();
    while !response.push(stream.read_u8().await?)? {}
    Ok(())
}
