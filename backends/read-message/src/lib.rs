#![doc = include_str!("../README.md")]

use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_core::Stream;
use std::error::Error;
use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::pin;
use webpubsub_core::{BuildError, Message};

type BoxError = Box<dyn Error + Send + Sync>;

/// Makes a [`Message`] of what is read from a file, standard input, a socket or a stream of bytes, up to
/// [`Message::MAX_SIZE`]. It reads at most one byte more; a larger source is an error of kind
/// [`InvalidData`](io::ErrorKind::InvalidData).
///
/// ```
/// # use webpubsub_core::Message;
/// # use webpubsub_read_message::ReadMessage; // your backend has both
///
/// # fn main() -> std::io::Result<()> {
/// let message = Message::read_text("hello".as_bytes())?; // any `std::io::Read`: a file, standard input
/// assert_eq!(message, Message::text("hello"));
/// # Ok(())
/// # }
/// ```
pub trait ReadMessage: Sized {
    /// Text. The source must be UTF-8.
    ///
    /// # Errors
    ///
    /// Those of the reader, and `InvalidData` for a source that is too large or not UTF-8.
    fn read_text(reader: impl Read) -> io::Result<Self>;

    /// JSON, validated and sent as it stands.
    ///
    /// # Errors
    ///
    /// Those of the reader, and `InvalidData` for a source that is too large or not JSON.
    fn read_json(reader: impl Read) -> io::Result<Self>;

    /// Bytes.
    ///
    /// # Errors
    ///
    /// Those of the reader, and `InvalidData` for a source that is too large.
    fn read_binary(reader: impl Read) -> io::Result<Self>;

    /// As [`read_text`](Self::read_text), from a stream of chunks such as the body of a request. The future is `Send` if the
    /// stream is.
    ///
    /// # Errors
    ///
    /// Those of the stream, and `InvalidData` for a stream that is too long or not UTF-8.
    fn collect_text<B: Buf, E: Into<BoxError>>(
        stream: impl Stream<Item = Result<B, E>>,
    ) -> impl Future<Output = io::Result<Self>>;

    /// As [`read_json`](Self::read_json), from a stream of chunks.
    ///
    /// # Errors
    ///
    /// Those of the stream, and `InvalidData` for a stream that is too long or not JSON.
    fn collect_json<B: Buf, E: Into<BoxError>>(
        stream: impl Stream<Item = Result<B, E>>,
    ) -> impl Future<Output = io::Result<Self>>;

    /// Bytes, from a stream of chunks.
    ///
    /// # Errors
    ///
    /// Those of the stream, and `InvalidData` for a stream that is too long.
    fn collect_binary<B: Buf, E: Into<BoxError>>(
        stream: impl Stream<Item = Result<B, E>>,
    ) -> impl Future<Output = io::Result<Self>>;
}

impl ReadMessage for Message {
    fn read_text(reader: impl Read) -> io::Result<Self> {
        text(read(reader)?)
    }

    fn read_json(reader: impl Read) -> io::Result<Self> {
        Self::raw_json(read(reader)?).map_err(invalid)
    }

    fn read_binary(reader: impl Read) -> io::Result<Self> {
        read(reader).map(Self::binary)
    }

    async fn collect_text<B: Buf, E: Into<BoxError>>(stream: impl Stream<Item = Result<B, E>>) -> io::Result<Self> {
        text(collect(stream).await?.into())
    }

    async fn collect_json<B: Buf, E: Into<BoxError>>(stream: impl Stream<Item = Result<B, E>>) -> io::Result<Self> {
        Self::raw_json(collect(stream).await?).map_err(invalid)
    }

    async fn collect_binary<B: Buf, E: Into<BoxError>>(stream: impl Stream<Item = Result<B, E>>) -> io::Result<Self> {
        collect(stream).await.map(Self::binary)
    }
}

async fn collect<B: Buf, E: Into<BoxError>>(stream: impl Stream<Item = Result<B, E>>) -> io::Result<Bytes> {
    let mut stream = pin!(stream);
    let mut bytes = BytesMut::new();
    while let Some(chunk) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        let chunk = chunk.map_err(io::Error::other)?;
        if chunk.remaining() > Message::MAX_SIZE - bytes.len() {
            return Err(too_large());
        }
        bytes.put(chunk);
    }
    Ok(bytes.freeze())
}

fn text(bytes: Vec<u8>) -> io::Result<Message> {
    let text = String::from_utf8(bytes);
    text.map(Message::text).map_err(|_| invalid(BuildError::new("message", "must be UTF-8")))
}

fn read(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(Message::MAX_SIZE as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > Message::MAX_SIZE { Err(too_large()) } else { Ok(bytes) }
}

fn too_large() -> io::Error {
    invalid(BuildError::new("message", format!("must have at most {} bytes", Message::MAX_SIZE)))
}

fn invalid(error: BuildError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;

    const MAX: usize = Message::MAX_SIZE;

    #[test]
    fn readers() {
        assert_eq!(Message::read_json(&b"[1]"[..]).expect("JSON"), Message::raw_json("[1]").expect("JSON"));
        assert_eq!(Message::read_binary(&[0, 255][..]).expect("bytes"), Message::binary(vec![0, 255]));
        assert_eq!(Message::read_binary(io::repeat(7).take(MAX as u64)).expect("bytes").body().len(), MAX);
        for invalid in [
            Message::read_binary(io::repeat(7)),
            Message::read_text(&b"\xFF"[..]),
            Message::read_json(&b"{"[..]),
            Message::read_text(io::repeat(b'x').take(MAX as u64 + 1)),
        ] {
            let error = invalid.expect_err("invalid");
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            assert!(error.to_string().starts_with("message: "), "{error}");
        }
    }

    /// A future is `Send` if its stream is: some web frameworks have bodies that are not.
    #[tokio::test]
    async fn streams_of_one_thread_and_of_any() {
        let chunk = || futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]);
        let local = std::rc::Rc::new(());
        let of_one_thread = chunk().inspect(move |_| drop(std::rc::Rc::clone(&local)));
        assert_eq!(Message::collect_text(of_one_thread).await.expect("text"), Message::text("ab"));
        let spawned = tokio::spawn(async move { Message::collect_text(chunk()).await });
        assert_eq!(spawned.await.expect("no panic").expect("text"), Message::text("ab"));
    }

    #[tokio::test]
    async fn streams() {
        let chunks = |chunks: Vec<Result<Bytes, io::Error>>| futures_util::stream::iter(chunks);
        let message = Message::collect_binary(chunks(vec![Ok("ab".into()), Ok("cd".into())])).await.expect("bytes");
        assert_eq!(message, Message::binary("abcd"));
        let halves = || vec![Ok(Bytes::from_static(b"\"\xC3")), Ok(Bytes::from_static(b"\xA9\""))];
        assert_eq!(Message::collect_text(chunks(halves())).await.expect("text"), Message::text("\"é\""));
        assert_eq!(Message::collect_json(chunks(halves())).await.expect("JSON"), Message::json("é").expect("JSON"));
        for half in [0, 1].map(|half| vec![halves().swap_remove(half)]) {
            let error = Message::collect_text(chunks(half)).await.expect_err("half a character");
            assert_eq!(error.to_string(), "message: must be UTF-8");
        }
        let error = Message::collect_json(chunks(vec![Ok("[1".into())])).await.expect_err("not JSON");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let failing = chunks(vec![Ok("ab".into()), Err(io::Error::other("cut"))]);
        assert_eq!(Message::collect_binary(failing).await.expect_err("cut").to_string(), "cut");
        let long = chunks(vec![Ok(vec![0; MAX].into()), Ok("x".into())]);
        assert_eq!(Message::collect_binary(long).await.expect_err("long").kind(), io::ErrorKind::InvalidData);
    }
}
