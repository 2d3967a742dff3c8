//! The fields of events, with their names in each library.

use super::values::{
    connect, context, data_type, disconnected, extension, filled, json_data, own_data, plain_data, text, user, values,
};
use cloudevents::AttributesReader;
use serde_json::{Value, json};
use webpubsub_core::events::Event;

/// A field, by its name in each library that has it. What is not there is `None` in all.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) express: Option<(&'static str, Read<Value>)>,
    pub(super) ours: (&'static str, fn(&Event) -> Option<Value>),
    pub(super) plain: Option<(&'static str, Read<cloudevents::Event>)>,
}

/// A value of another library's event; the event as this library reads it says which kind it is.
type Read<E> = fn(&E, &Event) -> Option<Value>;

pub(super) const KINDS: [&str; 6] = ["connect", "connected", "disconnected", "text", "json", "binary"];

/// Which kind of event it is, for the fields that one kind has.
pub(super) fn kind(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::Connect(_) => "connect",
        Event::Connected(_) => "connected",
        Event::Disconnected(_) => "disconnected",
        Event::User(event) => data_type(event)?,
        _ => return None,
    })
}

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "type",
        express: None,
        ours: ("context().event_type()", |event| context(event, |it| Some(it.event_type().into()))),
        plain: Some(("ty()", |plain, _| Some(plain.ty().into()))),
    },
    Field {
        name: "name",
        express: Some(("context.eventName", |view, _| text(&view["context"]["eventName"]))),
        ours: ("context().event_name()", |event| context(event, |it| Some(it.event_name().into()))),
        plain: Some((r#"extension("eventname")"#, |plain, _| extension(plain, "eventname"))),
    },
    Field {
        name: "id within the connection",
        express: None,
        ours: ("context().event_id()", |event| context(event, |it| Some(it.event_id().into()))),
        plain: Some(("id()", |plain, _| Some(plain.id().into()))),
    },
    Field {
        name: "source",
        express: None,
        ours: ("context().source()", |event| context(event, |it| Some(it.source().into()))),
        plain: Some(("source()", |plain, _| Some(plain.source().as_str().into()))),
    },
    Field {
        name: "time",
        express: None,
        ours: ("context().time()", |event| context(event, |it| Some(it.time()?.as_secs().into()))),
        plain: Some(("time()", |plain, _| Some(plain.time()?.timestamp().into()))),
    },
    Field {
        name: "hub",
        express: Some(("context.hub", |view, _| text(&view["context"]["hub"]))),
        ours: ("context().hub()", |event| context(event, |it| Some(it.hub().into()))),
        plain: Some((r#"extension("hub")"#, |plain, _| extension(plain, "hub"))),
    },
    Field {
        name: "connection",
        express: Some(("context.connectionId", |view, _| text(&view["context"]["connectionId"]))),
        ours: ("connection_id()", |event| context(event, |it| Some(it.connection_id().into()))),
        plain: Some((r#"extension("connectionid")"#, |plain, _| extension(plain, "connectionid"))),
    },
    Field {
        name: "user",
        express: Some(("context.userId", |view, _| text(&view["context"]["userId"]))),
        ours: ("user_id()", |event| context(event, |it| Some(it.user_id()?.into()))),
        plain: Some((r#"extension("userid")"#, |plain, _| extension(plain, "userid"))),
    },
    Field {
        name: "subprotocol",
        express: None,
        ours: ("context().subprotocol()", |event| context(event, |it| Some(it.subprotocol()?.into()))),
        plain: Some((r#"extension("subprotocol")"#, |plain, _| extension(plain, "subprotocol"))),
    },
    Field {
        name: "origin",
        express: Some(("context.origin", |view, _| text(&view["context"]["origin"]))),
        ours: ("context().origin()", |event| context(event, |it| Some(it.origin()?.into()))),
        plain: None,
    },
    Field {
        name: "state",
        express: Some(("context.states", |view, _| filled(&view["context"]["states"]))),
        ours: ("state()", |event| context(event, |it| it.state::<Value>().expect("readable"))),
        plain: None,
    },
    Field {
        name: "connect: claims",
        express: Some(("claims", |view, _| filled(&view["claims"]))),
        ours: ("claims()", |event| connect(event, |it| values(it.claims()))),
        plain: Some(("data()", |plain, event| connect(event, |_| filled(&json_data(plain)["claims"])))),
    },
    Field {
        name: "connect: query",
        express: Some(("queries", |view, _| filled(&view["queries"]))),
        ours: ("queries()", |event| connect(event, |it| values(it.queries()))),
        plain: Some(("data()", |plain, event| connect(event, |_| filled(&json_data(plain)["query"])))),
    },
    Field {
        name: "connect: headers",
        express: Some(("headers", |view, _| filled(&view["headers"]))),
        ours: ("headers()", |event| connect(event, |it| values(it.headers()))),
        plain: Some(("data()", |plain, event| connect(event, |_| filled(&json_data(plain)["headers"])))),
    },
    Field {
        name: "connect: subprotocols",
        express: Some(("subprotocols", |view, _| filled(&view["subprotocols"]))),
        ours: ("subprotocols()", |event| connect(event, |it| filled(&json!(it.subprotocols())))),
        plain: Some(("data()", |plain, event| connect(event, |_| filled(&json_data(plain)["subprotocols"])))),
    },
    Field {
        name: "disconnected: reason",
        express: Some(("reason", |view, _| text(&view["reason"]).filter(|reason| reason != ""))),
        ours: ("reason()", |event| disconnected(event, |it| Some(it.reason()?.into()))),
        plain: Some(("data()", |plain, event| {
            disconnected(event, |_| text(&json_data(plain)["reason"]).filter(|reason| reason != ""))
        })),
    },
    Field {
        name: "user event: type of the data",
        express: Some(("dataType", |view, _| text(&view["dataType"]))),
        ours: ("data_type()", |event| user(event, |it| Some(data_type(it)?.into()))),
        plain: None,
    },
    Field {
        name: "user event: content type",
        express: None,
        ours: ("content_type()", |event| user(event, |it| Some(it.content_type()?.into()))),
        plain: Some(("datacontenttype()", |plain, event| user(event, |_| Some(plain.datacontenttype()?.into())))),
    },
    Field {
        name: "user event: data",
        express: Some(("data", |view, event| user(event, |_| Some(view["data"].clone())))),
        ours: ("text(), json(), body()", |event| user(event, |it| Some(own_data(it)))),
        plain: Some(("data()", |plain, event| user(event, |it| Some(plain_data(plain, it))))),
    },
];
