//! Lines for people.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::{Entry, Kind};

const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";

/// `12:34:56.789  POST    /api/hubs/chat/:send  202  3 receivers  0.4 ms`
pub(super) fn line(entry: &Entry, color: bool) -> String {
    let paint = |text: String, style: &str| if color { format!("\x1b[{style}m{text}\x1b[0m") } else { text };
    let (verb, style) = match entry.kind {
        Kind::Opened => ("OPEN", GREEN),
        Kind::Lost => ("LOST", YELLOW),
        Kind::Recovered => ("BACK", GREEN),
        Kind::Closed => ("CLOSE", DIM),
        Kind::Event => ("EVENT", BLUE),
        _ => (entry.name.as_deref().unwrap_or_default(), BLUE),
    };
    let mut parts = vec![paint(time(entry.time), DIM), paint(format!("{:6}", plain(verb)), style), place(entry)];
    if let Some(status) = entry.status {
        parts.push(paint(status.to_string(), status_style(status)));
    }
    parts.extend(
        entry.user.as_deref().filter(|_| entry.kind != Kind::Request).map(|user| format!("user {}", plain(user))),
    );
    parts.extend(entry.protocol.map(str::to_owned));
    parts.extend(entry.code.map(|code| code.to_string()));
    parts.extend(
        entry.receivers.map(|receivers| format!("{receivers} receiver{}", if receivers == 1 { "" } else { "s" })),
    );
    let retries = entry.retries.filter(|&retries| retries > 0);
    parts.extend(retries.map(|retries| format!("{retries} retr{}", if retries == 1 { "y" } else { "ies" })));
    parts.extend(entry.duration.map(|duration| paint(shown(duration), DIM)));
    if let Some(reason) = &entry.reason {
        let is_failure = matches!(entry.kind, Kind::Request | Kind::Event);
        parts.push(paint(plain(reason), if is_failure { YELLOW } else { DIM }));
    }
    parts.join("  ") + "\n"
}

/// Whatever the entry is about.
fn place(entry: &Entry) -> String {
    let connection = || {
        let hub = plain(entry.hub.as_deref().unwrap_or_default());
        format!("/client/hubs/{hub}  {}", entry.connection.as_deref().unwrap_or_default())
    };
    let path = entry.path.as_deref().map_or_else(connection, plain);
    if entry.kind == Kind::Event {
        format!("{}  {path}", plain(entry.name.as_deref().unwrap_or_default()))
    } else {
        path
    }
}

fn status_style(status: u16) -> &'static str {
    match status {
        0..400 => GREEN,
        400..500 => YELLOW,
        _ => RED,
    }
}

/// What a caller chose the text of cannot move the cursor.
fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

/// The time of day in UTC.
fn time(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs() % 86_400;
    format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, since.subsec_millis())
}

fn shown(duration: Duration) -> String {
    match duration.as_secs_f64() {
        seconds if seconds < 1.0 => format!("{:.1} ms", seconds * 1000.0),
        seconds if seconds < 100.0 => format!("{seconds:.1} s"),
        seconds => format!("{:.0} min", seconds / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time(UNIX_EPOCH + Duration::from_millis(86_400_000 + 3_723_004)), "01:02:03.004");
        assert_eq!(shown(Duration::from_micros(1240)), "1.2 ms");
        assert_eq!(shown(Duration::from_secs(12)), "12.0 s");
        assert_eq!(shown(Duration::from_secs(600)), "10 min");
        assert_eq!(plain("a\x1b[2Jb"), "a\u{fffd}[2Jb");
    }
}
