//! Events of MQTT clients.

use super::{Raw, read_as};
use serde_json::{Value, json};
use webpubsub_core::events::{
    Connect, MqttRefusal, MqttUserProperty, MqttV5ReasonCode as V5, MqttV311ReturnCode as V311, MqttVersion,
    UpstreamResponse,
};

fn connect(version: u8) -> Connect {
    let mqtt = json!({
        "protocolVersion": version, "cleanStart": true, "username": "ann", "password": "aHVzaAD/",
        "userProperties": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}, {"name": "b"}]
    });
    let raw = Raw::event("azure.webpubsub.sys.connect", json!({ "claims": {}, "mqtt": mqtt }).to_string());
    read_as!(raw.with("ce-subprotocol", Some("mqtt")).with("ce-physicalConnectionId", Some("p-1")), Connect)
}

fn body(response: &UpstreamResponse) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn connect_packets() {
    let connect = connect(5);
    let mqtt = connect.mqtt().unwrap();
    assert_eq!((mqtt.version, mqtt.clean_start, mqtt.username.as_deref()), (MqttVersion::V5, true, Some("ann")));
    assert_eq!(mqtt.password().unwrap(), b"hush\0\xff");
    let property = |name: &str, value: &str| MqttUserProperty { name: name.into(), value: value.into() };
    assert_eq!(mqtt.user_properties, [property("a", "1"), property("a", "2")]);
    assert_eq!(connect.context().physical_connection_id(), Some("p-1"));
    assert!(!format!("{connect:?}").contains("aHVz"), "{connect:?}");
    assert_eq!(self::connect(4).mqtt().unwrap().version, MqttVersion::V311);
    assert!(self::connect(3).mqtt().is_none());
}

#[test]
fn let_in_with_user_properties() {
    let response: UpstreamResponse = connect(5).accept().user_id("ann").mqtt_user_property("a", "1").into();
    assert_eq!(response.status(), 200);
    assert_eq!(body(&response), json!({"userId": "ann", "mqtt": {"userProperties": [{"name": "a", "value": "1"}]}}));
}

#[test]
fn kept_out_with_a_code() {
    for (refusal, status, code) in [
        (MqttRefusal::v311(V311::UnacceptableProtocolVersion), 400, 1),
        (MqttRefusal::v311(V311::IdentifierRejected), 400, 2),
        (MqttRefusal::v311(V311::ServerUnavailable), 503, 3),
        (MqttRefusal::v311(V311::BadUserNameOrPassword), 401, 4),
        (MqttRefusal::v311(V311::NotAuthorized), 401, 5),
        (MqttRefusal::v5(V5::UnspecifiedError), 500, 0x80),
        (MqttRefusal::v5(V5::ClientIdentifierNotValid), 400, 0x85),
        (MqttRefusal::v5(V5::BadUserNameOrPassword), 401, 0x86),
        (MqttRefusal::v5(V5::NotAuthorized), 401, 0x87),
        (MqttRefusal::v5(V5::ServerBusy), 503, 0x89),
        (MqttRefusal::v5(V5::Banned), 403, 0x8A),
        (MqttRefusal::v5(V5::QuotaExceeded), 429, 0x97),
        (MqttRefusal::v5(V5::ConnectionRateExceeded), 429, 0x9F),
    ] {
        let response = UpstreamResponse::from(refusal);
        assert_eq!((response.status(), body(&response)), (status, json!({"mqtt": {"code": code}})), "{code}");
        assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    }
    let response: UpstreamResponse =
        MqttRefusal::v5(V5::QuotaExceeded).reason("ten devices").user_property("a", "1").into();
    let expected = json!({"code": 0x97, "reason": "ten devices", "userProperties": [{"name": "a", "value": "1"}]});
    assert_eq!(body(&response), json!({ "mqtt": expected }));
}

/// A handler that knows nothing of MQTT refuses by status.
#[test]
fn kept_out_by_a_status() {
    for (version, status, code) in [
        (4, 401, 5),
        (4, 403, 5),
        (4, 400, 2),
        (4, 503, 3),
        (5, 401, 0x87),
        (5, 403, 0x87),
        (5, 429, 0x97),
        (5, 400, 0x83),
        (5, 503, 0x88),
        (5, 500, 0x80),
    ] {
        let response = connect(version).refuse(status, "no");
        assert_eq!(response.status(), status);
        assert_eq!(body(&response), json!({"mqtt": {"code": code, "reason": "no"}}), "{version} {status}");
    }
    assert_eq!(connect(5).refuse(200, "no").status(), 500);
}

#[test]
fn sessions_end() {
    for (mqtt, by_client, code, properties) in [
        (
            r#"{"initiatedByClient":true,"disconnectPacket":{"code":0,"userProperties":[{"name":"a","value":"1"}]}}"#,
            true,
            Some(0),
            1,
        ),
        (r#"{"initiatedByClient":false,"disconnectPacket":null}"#, false, None, 0),
        (r#"{"disconnectPacket":{"code":999}}"#, false, None, 0),
    ] {
        let raw = Raw::event("azure.webpubsub.sys.disconnected", format!(r#"{{"reason":null,"mqtt":{mqtt}}}"#));
        let disconnected = read_as!(raw.with("ce-sessionId", Some("s-1")), Disconnected);
        let mqtt = disconnected.mqtt().unwrap();
        assert_eq!((mqtt.initiated_by_client, mqtt.code, mqtt.user_properties.len()), (by_client, code, properties));
        assert_eq!((disconnected.reason(), disconnected.context().session_id()), (None, Some("s-1")));
    }
}
