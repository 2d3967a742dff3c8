//! `--filter`: which messages are printed.

use super::frame::Message;

/// What a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Kind,
    Group,
    User,
}

/// `FIELD=VALUE`
#[derive(Clone, Debug)]
pub(super) struct Filter {
    field: Field,
    value: String,
}

/// For the argument parser.
pub(super) fn parse(text: &str) -> Result<Filter, String> {
    let rule = "must be kind=KIND, group=GROUP or user=USER";
    let (field, value) = text.split_once('=').ok_or(rule)?;
    let field = match field {
        "kind" if !["text", "json", "binary", "protobuf"].contains(&value) => {
            return Err("the kind must be text, json, binary or protobuf".into());
        }
        "kind" => Field::Kind,
        "group" => Field::Group,
        "user" => Field::User,
        _ => return Err(rule.into()),
    };
    Ok(Filter { field, value: value.to_owned() })
}

impl Filter {
    /// Whether it looks at what messages have in an envelope only.
    pub(super) fn needs_envelope(&self) -> bool {
        self.field != Field::Kind
    }

    fn holds(&self, message: &Message<'_>) -> bool {
        let value = match self.field {
            Field::Kind => Some(&message.kind),
            Field::Group => message.group.as_ref(),
            Field::User => message.user.as_ref(),
        };
        value.is_some_and(|value| *value == self.value)
    }
}

/// Whether a message passes: of each field that filters name, it has one of the values.
pub(super) fn passes(filters: &[Filter], message: &Message<'_>) -> bool {
    filters.iter().all(|named| filters.iter().any(|filter| filter.field == named.field && filter.holds(message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_field_are_alternatives() {
        let message = Message { kind: "text".into(), group: Some("a".into()), ..Message::default() };
        for (filters, passed) in [
            (&[][..], true),
            (&["kind=text"], true),
            (&["kind=json"], false),
            (&["kind=json", "kind=text"], true),
            (&["kind=text", "group=b", "group=a"], true),
            (&["kind=json", "group=a"], false),
            (&["user=ann"], false),
            (&["user="], false),
        ] {
            let filters: Vec<_> = filters.iter().map(|text| parse(text).expect("a filter")).collect();
            assert_eq!(passes(&filters, &message), passed, "{filters:?}");
        }
    }
}
