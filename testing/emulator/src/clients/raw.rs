//! How the frames of a client without a subprotocol are handled, as its URL specifies.

use crate::names;
use crate::server::Query;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RawMode {
    /// Each frame is the event `message`.
    SendEvent,
    /// Each frame goes to the group.
    SendToGroup { group: String, no_echo: bool },
}

impl RawMode {
    /// Reads `webpubsub_mode`, `group` and `noEcho`.
    pub(super) fn read(query: &Query) -> Result<Self, &'static str> {
        let mode = query.get("webpubsub_mode").unwrap_or("sendEvent").to_ascii_lowercase();
        match mode.as_str() {
            "sendevent" => Ok(Self::SendEvent),
            "sendtogroup" => {
                let group = query.get("group").filter(|group| names::is_group(group));
                let group = group.ok_or("The group name for mode sendToGroup is invalid.")?.to_owned();
                let no_echo = match query.get("noEcho").unwrap_or("false").to_ascii_lowercase().as_str() {
                    "true" => true,
                    "false" => false,
                    _ => return Err("noEcho must be true or false."),
                };
                Ok(Self::SendToGroup { group, no_echo })
            }
            _ => Err("webpubsub_mode must be sendEvent or sendToGroup."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes() {
        let read = |query: &str| RawMode::read(&Query::parse(query));
        let group = |group: &str, no_echo| Ok(RawMode::SendToGroup { group: group.to_owned(), no_echo });
        assert_eq!(read(""), Ok(RawMode::SendEvent));
        assert_eq!(read("webpubsub_mode=SENDEVENT&group=g"), Ok(RawMode::SendEvent));
        assert_eq!(read("webpubsub_mode=sendToGroup&group=g&group=h"), group("h", false));
        assert_eq!(read("webpubsub_mode=sendtogroup&group=g&noEcho=True"), group("g", true));
        for bad in [
            "webpubsub_mode=",
            "webpubsub_mode=x",
            "webpubsub_mode=sendToGroup",
            "webpubsub_mode=sendToGroup&group=%20",
            "webpubsub_mode=sendToGroup&group=g&noEcho=1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
