"""What a case works with: an SDK client of a hub of its own, and WebSocket clients."""

import asyncio
import base64
import json

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

JSON = "json.webpubsub.azure.v1"
LIMIT = 20  # seconds for one frame


class World:
    def __init__(self, emulator, sdk, is_async, version, hub):
        self.is_async = is_async
        self.version = version
        self.hub = hub
        self.service = sdk.from_connection_string(emulator.connection_string, hub=hub)
        self.sockets = []

    async def call(self, operation, *args, **kwargs):
        """Calls the SDK; the blocking one in a thread, so that sockets live on."""
        method = getattr(self.service, operation)
        if self.is_async:
            return await method(*args, **kwargs)
        return await asyncio.to_thread(method, *args, **kwargs)

    async def listed(self, **kwargs):
        """What list_connections finds."""
        found = self.service.list_connections(**kwargs)
        if self.is_async:
            return [member async for member in found]
        return await asyncio.to_thread(list, found)

    async def connect(self, *groups, **token):
        """A JSON client with a token of the SDK; groups are joined by REST."""
        access = await self.call("get_client_access_token", **token)
        socket = await Socket.open(access["url"], JSON)
        self.sockets.append(socket)
        for group in groups:
            await self.call("add_connection_to_group", group, socket.id)
        return socket

    async def connect_simple(self, **token):
        access = await self.call("get_client_access_token", **token)
        socket = await Socket.open(access["url"], None)
        self.sockets.append(socket)
        return socket

    async def settle(self, *sockets):
        """Each has got what it gets, and nothing more."""
        for socket in sockets:
            await self.call("send_to_connection", socket.id, "end", content_type="text/plain")
            frame = await socket.frame()
            assert frame.get("data") == "end", f"unexpected: {frame}"

    async def close(self):
        for socket in self.sockets:
            await socket.connection.close()
        if self.is_async:
            await self.service.close()
        else:
            self.service.close()


class Socket:
    def __init__(self, connection):
        self.connection = connection
        self.id = None
        self.user = None

    @classmethod
    async def open(cls, url, protocol):
        connection = await connect(url, subprotocols=[protocol] if protocol else None, max_size=None, proxy=None)
        socket = cls(connection)
        if protocol:
            greeting = await socket.frame()
            assert greeting["event"] == "connected", greeting
            socket.id = greeting["connectionId"]
            socket.user = greeting["userId"]
        return socket

    async def receive(self):
        return await asyncio.wait_for(self.connection.recv(), LIMIT)

    async def frame(self):
        return json.loads(await self.receive())

    async def data(self, data_type, sender="server", group=None):
        """The data of the next message, which must be such a one."""
        frame = await self.frame()
        assert frame["type"] == "message" and frame["dataType"] == data_type, frame
        assert frame["from"] == sender and frame.get("group") == group, frame
        return base64.b64decode(frame["data"]) if data_type == "binary" else frame["data"]

    async def closed(self):
        """Reads to the end: the last frame, and the code of the close frame."""
        last = None
        try:
            while True:
                last = await self.receive()
        except ConnectionClosed as closed:
            return last and json.loads(last), closed.rcvd and closed.rcvd.code
