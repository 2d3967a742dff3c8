"""The async client."""

import asyncio
from contextlib import asynccontextmanager

from azure.messaging.webpubsubclient.aio import WebPubSubClient
from azure.messaging.webpubsubclient.models import CallbackType, SendMessageError, WebPubSubDataType

from . import CUTS, EXPECTED, LIMIT, MESSAGES, ROLES, in_order


class Collected:
    """What the handlers of one event got."""

    def __init__(self):
        self.all = []

    @classmethod
    async def of(cls, client, event):
        collected = cls()
        await client.subscribe(event, collected.add)
        return collected

    async def add(self, argument):
        self.all.append(argument)

    async def wait(self, count):
        async with asyncio.timeout(LIMIT):
            while len(self.all) < count:
                await asyncio.sleep(0.01)
        return list(self.all)


@asynccontextmanager
async def opened(w, **options):
    """A client, and what `connected` said."""
    token = options.pop("token", {"roles": ROLES})
    client = WebPubSubClient(w.url(**token), **options)
    connected = await Collected.of(client, CallbackType.CONNECTED)
    async with client:
        yield client, (await connected.wait(1))[0]


async def refused(name, call):
    try:
        await call
    except SendMessageError as error:
        assert error.error_detail.name == name, error.error_detail
        return
    raise AssertionError("not refused")


async def connects(w):
    async with opened(w, token={"user_id": "ann"}) as (_, connected):
        assert connected.user_id == "ann"
        assert w.service.connection_exists(connected.connection_id)


async def receives_server_messages(w):
    async with opened(w) as (client, connected):
        messages = await Collected.of(client, CallbackType.SERVER_MESSAGE)
        w.service.send_to_connection(connected.connection_id, "hi", content_type="text/plain")
        w.service.send_to_all({"n": 1})
        assert in_order(await messages.wait(2)) == ["hi", {"n": 1}]


async def joins_sends_and_leaves(w):
    async with opened(w) as (client, connected):
        await client.join_group("g")
        messages = await Collected.of(client, CallbackType.GROUP_MESSAGE)
        await client.send_to_group("g", "hi", WebPubSubDataType.TEXT)
        assert (await messages.wait(1))[0].data == "hi" and w.members("g") == [connected.connection_id]
        await client.leave_group("g")
        assert w.members("g") == []


async def is_refused(w):
    async with opened(w, token={}, message_retry_total=0) as (client, _):
        await refused("Forbidden", client.join_group("g"))
        await refused("InternalServerError", client.send_event("echo", "hi", WebPubSubDataType.TEXT))


async def recovers(w):
    """Cuts in mid-stream: nothing is lost, and nothing comes twice."""
    async with opened(w) as (client, connected):
        await client.join_group("g")
        lost = await Collected.of(client, CallbackType.DISCONNECTED)
        messages = await Collected.of(client, CallbackType.GROUP_MESSAGE)
        for number in range(MESSAGES):
            await asyncio.to_thread(w.service.send_to_group, "g", str(number), content_type="text/plain")
            if number in CUTS:
                w.relay.cut()
        received = in_order(await messages.wait(MESSAGES))
        assert received == EXPECTED, received
        assert w.members("g") == [connected.connection_id] and not lost.all, "the same connection"


CASES = [
    ("connect and stop", connects),
    ("messages of the server", receives_server_messages),
    ("join, send, leave", joins_sends_and_leaves),
    ("Forbidden, events without a handler, invoke", is_refused),
    ("recovery after a cut", recovers),
]
