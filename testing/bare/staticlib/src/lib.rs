//! `webpubsub-core` behind a C interface, without std.
//!
//! The proof is that it builds: this crate has a panic handler of its own, and std brings one too, so a dependency that
//! links std is a compile error (`found duplicate lang item panic_impl`). The functions take all their input from the
//! caller, so that nothing of core is computed away or left out.

#![no_std]

extern crate alloc;

mod arena;
mod text;

use alloc::format;
use core::time::Duration;
use text::{Buffer, Text};
use webpubsub_core::events::{Event, Upstream};
use webpubsub_core::operations::{Operation, SendToGroup};
use webpubsub_core::retry::{Context, Decision, Outcome};
use webpubsub_core::{
    AccessKey, Authorization, BuildError, ClientAccess, Message, ResponseParts, RetryPolicy, Role, Target, UnixTime,
};

/// A loop, because there is no process to exit.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// Prepares a text message to a group and writes method, URL, authorization and body, one a line. Returns how many bytes
/// that takes, or -1 with the error's text written instead.
///
/// # Safety
///
/// Each text and the buffer must be memory of the length that they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webpubsub_prepare_send(
    endpoint: Text,
    key: Text,
    group: Text,
    message: Text,
    now: u64,
    out: Buffer,
) -> isize {
    // SAFETY: the caller promises it.
    let ((endpoint, key), (group, message)) =
        unsafe { ((endpoint.as_str(), key.as_str()), (group.as_str(), message.as_str())) };
    let prepare = || -> Result<_, BuildError> {
        let target = Target::new(endpoint, "chat")?;
        let authorization = Authorization::from(AccessKey::new(key)?);
        SendToGroup::new(group, Message::text(message)).prepare(&target, &authorization, UnixTime::from_secs(now))
    };
    let written = prepare().map(|request| {
        let authorization = request.authorization().map_or("", |secret| secret.expose());
        let body = core::str::from_utf8(request.body()).unwrap_or_default();
        format!("{}\n{}\n{authorization}\n{body}\n", request.method(), request.url())
    });
    // SAFETY: the caller promises it.
    unsafe { out.write_result(written) }
}

/// Parses the response to a send: 0 if it was accepted, else the status, with the error's text written out.
///
/// # Safety
///
/// The body and the buffer must be memory of the length that they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webpubsub_parse_response(status: u16, body: Text, out: Buffer) -> u16 {
    // SAFETY: the caller promises it.
    let body = unsafe { body.as_bytes() };
    let headers = [("x-ms-error-code", "Error"), ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let response = ResponseParts::new(status, headers, body, UnixTime::from_secs(1_445_412_470));
    match SendToGroup::new("g", Message::text("")).parse(&response) {
        Ok(()) => 0,
        Err(error) => {
            // SAFETY: the caller promises it.
            unsafe { out.write(&format!("{error} {error:?}")) };
            error.status()
        }
    }
}

/// How many milliseconds to wait before the next attempt at a send, after a response with this status that asks for
/// `retry_after` seconds (none if 0); -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn webpubsub_next_attempt(status: u16, retry_after: u64, number: u32, random: u64) -> i64 {
    let retry_after = Some(retry_after).filter(|seconds| *seconds > 0).map(Duration::from_secs);
    let outcome = Outcome::Response { status, retry_after };
    let context = Context { idempotent: false, attempt: number, time_left: Duration::from_secs(100), random };
    match RetryPolicy::default().decide(outcome, context) {
        Decision::Stop => -1,
        Decision::Retry { after } => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
    }
}

/// Reads an event of the hub `chat`, as of an HTTP request with these headers: returns the status to respond with, and writes
/// the event's text or what is wrong.
///
/// # Safety
///
/// Each text, the body and the buffer must be memory of the length that they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webpubsub_read_event(
    key: Text,
    connection_id: Text,
    signature: Text,
    body: Text,
    out: Buffer,
) -> u16 {
    // SAFETY: the caller promises it.
    let ((key, connection_id), (signature, body)) =
        unsafe { ((key.as_str(), connection_id.as_str()), (signature.as_str(), body.as_bytes())) };
    let headers = [
        ("ce-type", "azure.webpubsub.user.message"),
        ("ce-hub", "chat"),
        ("ce-connectionId", connection_id),
        ("ce-signature", signature),
        ("content-type", "text/plain"),
    ];
    let Ok(upstream) = AccessKey::new(key).and_then(|key| Upstream::new("chat").keys([key])) else { return 500 };
    let (status, text) = match upstream.read_parts("POST", headers, body.to_vec()) {
        Ok(Event::User(event)) => (200, event.text().map_or_else(|error| format!("{error}"), |text| format!("{text}"))),
        Ok(other) => (204, format!("{other:?}")),
        Err(error) => (error.status(), format!("{error}")),
    };
    // SAFETY: the caller promises it.
    unsafe { out.write(&text) };
    status
}

/// Writes the URL that a client connects to, with its token. Returns as [`webpubsub_prepare_send`] does.
///
/// # Safety
///
/// Each text and the buffer must be memory of the length that they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webpubsub_client_access(
    endpoint: Text,
    key: Text,
    user_id: Text,
    group: Text,
    now: u64,
    out: Buffer,
) -> isize {
    // SAFETY: the caller promises it.
    let ((endpoint, key), (user_id, group)) =
        unsafe { ((endpoint.as_str(), key.as_str()), (user_id.as_str(), group.as_str())) };
    let sign = || -> Result<_, BuildError> {
        let access = ClientAccess::new().user_id(user_id).group(group).role(Role::send_to_group(group)).minutes(5);
        access.sign(&Target::new(endpoint, "chat")?, &AccessKey::new(key)?, UnixTime::from_secs(now))
    };
    let written = sign().map(|access| format!("{}\n", access.into_url()));
    // SAFETY: the caller promises it.
    unsafe { out.write_result(written) }
}
