"""Sends, to each audience and of each kind."""

import io

from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest

from . import case

BYTES = bytes(range(256))
MEBIBYTE = 1024 * 1024
BINARY = {"content_type": "application/octet-stream"}
TEXT = {"content_type": "text/plain"}
VALUE = {"text": "naïve ✓ 😀", "list": [1, 2.5, None, True], "nested": {"": []}}


@case("send_to_all")
async def everyone_gets_each_kind(w):
    one, two = await w.connect(user_id="ann"), await w.connect()
    simple = await w.connect_simple()
    await w.call("send_to_all", VALUE)
    await w.call("send_to_all", "in quotes")
    await w.call("send_to_all", "plain", **TEXT)
    await w.call("send_to_all", BYTES, **BINARY)
    for socket in (one, two):
        assert await socket.data("json") == VALUE
        assert await socket.data("json") == "in quotes"
        assert await socket.data("text") == "plain"
        assert await socket.data("binary") == BYTES
    assert VALUE["text"].encode("ascii", "backslashreplace").decode()[:2] in await simple.receive()
    assert await simple.receive() == '"in quotes"'
    assert await simple.receive() == "plain"
    assert await simple.receive() == BYTES


@case("send_to_all", only="sync")
async def text_of_all_planes(w):
    socket = await w.connect()
    text = "".join(chr(plane * 0x10000 + 0xFFFD) for plane in range(17)) + "naïve ✓"
    await w.call("send_to_all", text, **TEXT)
    assert await socket.data("text") == text


@case("send_to_all")
async def a_stream_is_binary(w):
    socket = await w.connect()
    await w.call("send_to_all", io.BytesIO(BYTES), **BINARY)
    assert await socket.data("binary") == BYTES


@case("send_to_all")
async def a_mebibyte_and_not_a_byte_more(w):
    socket = await w.connect()
    await w.call("send_to_all", b"x" * MEBIBYTE, **BINARY)
    assert await socket.data("binary") == b"x" * MEBIBYTE
    for operation, target in [("send_to_all", []), ("send_to_connection", [socket.id])]:
        try:
            await w.call(operation, *target, message=b"x" * (MEBIBYTE + 1), **BINARY)
        except HttpResponseError as error:
            assert error.status_code == 400, error
        else:
            raise AssertionError("accepted")
    await w.settle(socket)


@case("send_to_all")
async def excluded_get_nothing(w):
    one, two, three = [await w.connect() for _ in range(3)]
    await w.call("send_to_all", "x", excluded=[one.id, two.id], **TEXT)
    assert await three.data("text") == "x"
    await w.settle(one, two, three)


@case("send_to_all", since="1.3.0", only="sync")
async def a_filter_chooses(w):
    ann, bob, me = [await w.connect(user_id=user) for user in ("ann", "bob", "it's me")]
    await w.call("send_to_all", "x", filter="userId in ('ann', 'it''s me') and not startswith(userId, 'a')", **TEXT)
    assert await me.data("text") == "x"
    await w.settle(ann, bob, me)
    try:
        await w.call("send_to_all", "x", filter="not length(userId) gt 5", **TEXT)
    except HttpResponseError as error:
        assert error.status_code == 400 and "expect 'bool'" in str(error), error
    else:
        raise AssertionError("accepted")


@case("send_to_group")
async def members_get_it(w):
    for group in ("g", "a b", "grün/✓?#%"):
        inside, excluded, outside = [await w.connect(group), await w.connect(group), await w.connect()]
        name = group.replace("/", "%2F")  # the emulator reads it as Microsoft's does
        await w.call("send_to_group", group, VALUE, excluded=[excluded.id])
        assert await inside.data("json", "group", name) == VALUE
        await w.call("send_to_group", group, BYTES, **BINARY)
        assert await inside.data("binary", "group", name) == BYTES
        assert await excluded.data("binary", "group", name) == BYTES
        await w.settle(inside, excluded, outside)
    await w.call("send_to_group", "nobody", "x", **TEXT)


@case("send_to_user")
async def all_connections_of_a_user_get_it(w):
    one, two, other = await w.connect(user_id="ann@x.y"), await w.connect(user_id="ann@x.y"), await w.connect(user_id="Ann@x.y")
    await w.call("send_to_user", "ann@x.y", "x", **TEXT)
    await w.call("send_to_user", "ann@x.y", BYTES, **BINARY)
    for socket in (one, two):
        assert await socket.data("text") == "x"
        assert await socket.data("binary") == BYTES
    await w.settle(one, two, other)
    await w.call("send_to_user", "nobody", "x", **TEXT)


@case("send_to_connection")
async def one_connection_gets_it(w):
    one, two = await w.connect(), await w.connect()
    await w.call("send_to_connection", one.id, "x", **TEXT)
    await w.call("send_to_connection", one.id, VALUE)
    assert await one.data("text") == "x"
    assert await one.data("json") == VALUE
    await w.settle(one, two)
    await w.call("send_to_connection", "nobody", "x", **TEXT)


@case("send_request")
async def a_request_of_ones_own(w):
    socket = await w.connect()
    url = f"/api/hubs/{w.hub}/:send?api-version=2024-12-01&messageTtlSeconds=10"
    request = HttpRequest("POST", url, content=b"x", headers={"content-type": "text/plain"})
    response = await w.call("send_request", request)
    assert response.status_code == 202, response
    assert await socket.data("text") == "x"
    body = {"groups": ["g"], "filter": f"connectionId eq '{socket.id}'"}
    for what in ("addToGroups", "removeFromGroups"):
        request = HttpRequest("POST", f"/api/hubs/{w.hub}/:{what}?api-version=2024-12-01", json=body)
        assert (await w.call("send_request", request)).status_code == 200
        assert await w.call("group_exists", "g") == (what == "addToGroups")
    assert (await w.call("send_request", HttpRequest("HEAD", "/api/health"))).status_code == 200
