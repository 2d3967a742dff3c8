"""The blocking client."""

import threading
import time
from contextlib import contextmanager

from azure.messaging.webpubsubclient import WebPubSubClient
from azure.messaging.webpubsubclient.models import CallbackType, SendMessageError, WebPubSubDataType, WebPubSubProtocolType

from . import CUTS, EXPECTED, LIMIT, MESSAGES, ROLES, in_order


class Collected:
    """What the handlers of one event got."""

    def __init__(self, client, event):
        self.all = []
        self.changed = threading.Condition()
        client.subscribe(event, self._add)

    def _add(self, argument):
        with self.changed:
            self.all.append(argument)
            self.changed.notify_all()

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.all) >= count, LIMIT), f"{len(self.all)} of {count}"
            return list(self.all)


@contextmanager
def opened(w, **options):
    """A client, and what `connected` said."""
    token = options.pop("token", {"roles": ROLES})
    client = WebPubSubClient(w.url(**token), **options)
    connected = Collected(client, CallbackType.CONNECTED)
    with client:
        yield client, connected.wait(1)[0]


def refused(name, call, *args):
    try:
        call(*args)
    except SendMessageError as error:
        assert error.error_detail.name == name, error.error_detail
        return
    raise AssertionError("not refused")


def connects(w):
    with opened(w, token={"user_id": "ann"}) as (client, connected):
        assert connected.user_id == "ann" and client.is_connected()
        assert w.service.connection_exists(connected.connection_id)


def speaks_plain_json(w):
    with opened(w, protocol_type=WebPubSubProtocolType.JSON) as (client, connected):
        messages = Collected(client, CallbackType.SERVER_MESSAGE)
        w.service.send_to_connection(connected.connection_id, "hi", content_type="text/plain")
        assert messages.wait(1)[0].sequence_id is None


def receives_server_messages(w):
    with opened(w) as (client, connected):
        messages = Collected(client, CallbackType.SERVER_MESSAGE)
        w.service.send_to_connection(connected.connection_id, "hi", content_type="text/plain")
        w.service.send_to_all({"n": 1})
        w.service.send_to_all(b"\x00\xff", content_type="application/octet-stream")
        text, json, binary = in_order(messages.wait(3))
        assert (text, json, bytes(binary)) == ("hi", {"n": 1}, b"\x00\xff")


def joins_sends_and_leaves(w):
    with opened(w, token={"user_id": "ann", "roles": ROLES}) as (ann, one), opened(w) as (bob, _):
        for client in (ann, bob):
            client.join_group("g")
        echo, received = Collected(ann, CallbackType.GROUP_MESSAGE), Collected(bob, CallbackType.GROUP_MESSAGE)
        ann.send_to_group("g", "hi", WebPubSubDataType.TEXT)
        ann.send_to_group("g", {"n": 1}, WebPubSubDataType.JSON, no_echo=True)
        ann.send_to_group("g", memoryview(b"\x01"), WebPubSubDataType.BINARY, ack=False)
        assert in_order(echo.wait(2))[0] == "hi"
        text, json, binary = sorted(received.wait(3), key=lambda message: message.sequence_id)
        assert (text.data, json.data, bytes(binary.data)) == ("hi", {"n": 1}, b"\x01")
        assert (text.group, text.from_user_id) == ("g", "ann")
        bob.leave_group("g")
        assert w.members("g") == [one.connection_id]


def is_told_of_duplicates(w):
    with opened(w) as (client, _):
        client.join_group("g")
        messages = Collected(client, CallbackType.GROUP_MESSAGE)
        for _ in range(2):
            client.send_to_group("g", "once", WebPubSubDataType.TEXT, ack_id=70)
        client.send_to_group("g", "end", WebPubSubDataType.TEXT)
        assert in_order(messages.wait(2)) == ["once", "end"]


def is_refused(w):
    with opened(w, token={}, message_retry_total=0) as (client, _):
        refused("Forbidden", client.join_group, "g")
        refused("Forbidden", client.send_to_group, "g", "hi", WebPubSubDataType.TEXT)
        # No event handler is configured.
        refused("InternalServerError", client.send_event, "echo", "hi", WebPubSubDataType.TEXT)


def recovers(w):
    """Cuts in mid-stream: nothing is lost, and nothing comes twice."""
    with opened(w) as (client, connected):
        client.join_group("g")
        lost = Collected(client, CallbackType.DISCONNECTED)
        messages = Collected(client, CallbackType.GROUP_MESSAGE)
        for number in range(MESSAGES):
            w.service.send_to_group("g", str(number), content_type="text/plain")
            if number in CUTS:
                w.relay.cut()
        received = in_order(messages.wait(MESSAGES))
        assert received == EXPECTED, received
        assert w.members("g") == [connected.connection_id] and not lost.all, "the same connection"
        deadline = time.monotonic() + LIMIT
        while not client.is_connected():
            assert time.monotonic() < deadline
        client.send_to_group("g", "it still sends", WebPubSubDataType.TEXT)


CASES = [
    ("connect and stop", connects),
    ("json.webpubsub.azure.v1", speaks_plain_json),
    ("messages of the server", receives_server_messages),
    ("join, send, leave", joins_sends_and_leaves),
    ("Duplicate", is_told_of_duplicates),
    ("Forbidden, events without a handler, invoke", is_refused),
    ("recovery after a cut", recovers),
]
