"""What clients may do, and the tokens they come with."""

import json
import time

import jwt
from azure.core.exceptions import ResourceNotFoundError
from websockets.exceptions import InvalidStatus

from world import JSON, Socket

from . import case


async def may(socket, kind, group, ack_id):
    await socket.connection.send(json.dumps({"type": kind, "group": group, "data": 1, "noEcho": True, "ackId": ack_id}))
    ack = await socket.frame()
    assert ack["type"] == "ack" and ack["ackId"] == ack_id, ack
    return ack["success"]


@case("grant_permission")
async def what_is_granted_is_allowed(w):
    socket = await w.connect()
    assert not await may(socket, "sendToGroup", "g", 1)
    await w.call("grant_permission", "sendToGroup", socket.id, target_name="g")
    assert await may(socket, "sendToGroup", "g", 2)
    assert not await may(socket, "sendToGroup", "h", 3)
    assert not await may(socket, "joinGroup", "g", 4)
    await w.call("grant_permission", "joinLeaveGroup", socket.id)
    assert await may(socket, "joinGroup", "any", 5)
    try:
        await w.call("grant_permission", "sendToGroup", "nobody", target_name="g")
    except ResourceNotFoundError:
        pass
    else:
        raise AssertionError("accepted")


@case("revoke_permission")
async def what_is_revoked_is_not(w):
    socket = await w.connect(roles=["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup.g"])
    assert await may(socket, "sendToGroup", "g", 1) and await may(socket, "joinGroup", "g", 2)
    await w.call("revoke_permission", "sendToGroup", socket.id, target_name="g")
    await w.call("revoke_permission", "joinLeaveGroup", socket.id, target_name="g")
    assert not await may(socket, "sendToGroup", "g", 3) and not await may(socket, "leaveGroup", "g", 4)
    assert await may(socket, "sendToGroup", "h", 5)
    await w.call("revoke_permission", "sendToGroup", "nobody", target_name="g")


@case("has_permission")
async def permissions_are_told(w):
    socket = await w.connect(roles=["webpubsub.sendToGroup.g", "webpubsub.joinLeaveGroups.room.*"])
    for permission, group, expected in [
        ("sendToGroup", "g", True), ("sendToGroup", "h", False), ("joinLeaveGroup", "g", False),
        ("joinLeaveGroup", "room.1", True), ("joinLeaveGroup", "room.1.2", False),
    ]:
        found = await w.call("has_permission", permission, socket.id, target_name=group)
        assert found is expected, (permission, group)
    assert await w.call("has_permission", "sendToGroup", socket.id) is False
    assert await w.call("has_permission", "sendToGroup", "nobody", target_name="g") is False


@case("get_client_access_token")
async def tokens_open_the_hub(w):
    access = await w.call("get_client_access_token", user_id="ann", roles=["webpubsub.sendToGroup"], minutes_to_expire=5)
    claims = jwt.decode(access["token"], options={"verify_signature": False})
    assert 290 < claims["exp"] - time.time() <= 300, claims
    assert access["url"].startswith(access["baseUrl"] + "?access_token=")
    socket = await Socket.open(access["url"], JSON)
    w.sockets.append(socket)
    assert socket.user == "ann" and await may(socket, "sendToGroup", "g", 1)
    anonymous = await w.connect()
    assert anonymous.user is None
    for bad in (access["url"] + "x", access["url"].replace(f"/hubs/{w.hub}", "/hubs/other"), access["baseUrl"]):
        try:
            await Socket.open(bad, JSON)
        except InvalidStatus as error:
            assert error.response.status_code == 401, error
        else:
            raise AssertionError(f"accepted: {bad}")


@case("get_client_access_token", since="1.3.0")
async def tokens_name_groups(w):
    socket = await w.connect(groups=["a", "b/c"])
    await w.call("send_to_group", "a", 1)
    assert await socket.data("json", "group", "a") == 1
    for protocol, path in [("MQTT", "/clients/mqtt/hubs/"), ("SocketIO", "/clients/socketio/hubs/")]:
        access = await w.call("get_client_access_token", client_protocol=protocol)
        assert path in access["baseUrl"], access
