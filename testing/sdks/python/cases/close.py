"""Ending connections, and asking who is there."""

from . import case

NORMAL = 1000


async def expect_closed(socket, reason):
    last, code = await socket.closed()
    assert code == NORMAL, code
    assert last["event"] == "disconnected", last
    assert last["message"] == "Application server closed the connection." + (f" Reason: {reason}" if reason else ""), last


@case("close_connection")
async def one_connection(w):
    closed, spared = await w.connect(), await w.connect()
    await w.call("close_connection", closed.id, reason="bye ✓")
    await expect_closed(closed, "bye ✓")
    assert not await w.call("connection_exists", closed.id)
    await w.call("close_connection", closed.id)
    await w.settle(spared)


@case("close_all_connections")
async def everyone_but_the_excluded(w):
    one, two, spared, also = [await w.connect() for _ in range(4)]
    await w.call("close_all_connections", excluded=[spared.id, also.id], reason="late")
    await expect_closed(one, "late")
    await expect_closed(two, "late")
    await w.settle(spared, also)
    await w.call("close_all_connections")
    await expect_closed(spared, "")


@case("close_group_connections")
async def a_group_but_the_excluded(w):
    one, spared, outside = await w.connect("g"), await w.connect("g"), await w.connect()
    await w.call("close_group_connections", "g", excluded=[spared.id], reason="late")
    await expect_closed(one, "late")
    await w.settle(spared, outside)


@case("close_user_connections")
async def a_user_but_the_excluded(w):
    one, spared, other = await w.connect(user_id="ann"), await w.connect(user_id="ann"), await w.connect(user_id="bob")
    await w.call("close_user_connections", "ann", excluded=[spared.id], reason="late")
    await expect_closed(one, "late")
    await w.settle(spared, other)


@case("connection_exists")
async def connections(w):
    socket = await w.connect()
    assert await w.call("connection_exists", socket.id) is True
    assert await w.call("connection_exists", "nobody") is False


@case("user_exists")
async def users(w):
    await w.connect(user_id="ann")
    assert await w.call("user_exists", "ann") is True
    assert await w.call("user_exists", "Ann") is False


@case("group_exists")
async def groups(w):
    await w.connect("g")
    assert await w.call("group_exists", "g") is True
    assert await w.call("group_exists", "h") is False
