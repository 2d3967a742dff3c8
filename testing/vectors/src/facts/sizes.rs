//! Numbers and lengths, by the bounds of the REST specification.

use crate::case::{Args, Message};
use crate::load::Case;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::ops::RangeInclusive;

/// The field that is outside.
pub fn out_of_bounds(case: &Case) -> Option<&'static str> {
    let args = &case.call.args;
    let outside = |number: Option<i64>, range: RangeInclusive<i64>| number.is_some_and(|n| !range.contains(&n));
    let long = |text: &str| text.chars().count() > 1_024;
    let mut groups = args.group.iter().chain(args.groups.iter().flatten());
    [
        ("message_ttl_seconds", outside(args.message_ttl_seconds, 0..=300)),
        ("minutes", outside(args.minutes_to_expire, 1..=u32::MAX.into())),
        ("max_page_size", outside(args.maxpagesize, 1..=200)),
        ("top", outside(args.top, 1..=i32::MAX.into())),
        ("group", groups.any(|group| long(group))),
        ("target_name", args.target_name.as_deref().is_some_and(long)),
        ("message", message_length(args) > 1_048_576),
    ]
    .into_iter()
    .find(|(_, wrong)| *wrong)
    .map(|(field, _)| field)
}

/// In bytes, as the message is sent.
fn message_length(args: &Args) -> usize {
    match &args.message {
        None => 0,
        Some(Message::Json(value)) => value.to_string().len(),
        Some(Message::Text(text)) => text.len(),
        Some(Message::BytesB64(bytes) | Message::StreamB64(bytes)) => STANDARD.decode(bytes).map_or(0, |b| b.len()),
    }
}
