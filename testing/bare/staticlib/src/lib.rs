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
use webpubsub_core::operations::SendToGroup;
use webpubsub_core::{
    AccessKey, Attempted, Authorization, BuildError, ClientAccess, Decision, Message, Operation, Outcome, Reply,
    RetryPlan, Role, Target, UnixTime,
};

/// With a loop instead of an exit: there is nobody to exit to.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// Prepares a text message to a group and writes method, URL, authorization and body, one a line. Returns how many bytes
/// that takes, or -1 with the refusal's text written instead.
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
    unsafe { out.answer(written) }
}

/// Reads an answer to a send: 0 if it was accepted, else the status, with the service's own words written out.
///
/// # Safety
///
/// The body and the buffer must be memory of the length that they say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webpubsub_parse_reply(status: u16, body: Text, out: Buffer) -> u16 {
    // SAFETY: the caller promises it.
    let body = unsafe { body.as_bytes() };
    let headers = [("x-ms-error-code", "Error"), ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let reply = Reply::new(status, headers, body, UnixTime::from_secs(1_445_412_470));
    match SendToGroup::new("g", Message::text("")).parse(&reply) {
        Ok(()) => 0,
        Err(error) => {
            // SAFETY: the caller promises it.
            unsafe { out.write(&format!("{error} {error:?}")) };
            error.status()
        }
    }
}

/// How many milliseconds to wait before the next attempt at a send, after an answer with this status that asks for
/// `retry_after` seconds (none if 0); -1 if there shall be none.
#[unsafe(no_mangle)]
pub extern "C" fn webpubsub_next_attempt(status: u16, retry_after: u64, number: u32, random: u64) -> i64 {
    let retry_after = Some(retry_after).filter(|seconds| *seconds > 0).map(Duration::from_secs);
    let decision = RetryPlan::default().next(Attempted {
        outcome: Outcome::Answer { status, retry_after },
        repeatable: false,
        number,
        time_left: Duration::from_secs(100),
        random,
    });
    match decision {
        Decision::Done => -1,
        Decision::After(wait) => i64::try_from(wait.as_millis()).unwrap_or(i64::MAX),
    }
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
    let written = sign().map(|access| format!("{}\n", access.url().expose()));
    // SAFETY: the caller promises it.
    unsafe { out.answer(written) }
}
