"""Who is in which group."""

import asyncio

from azure.core.exceptions import ResourceNotFoundError

from . import case


@case("add_connection_to_group")
async def a_connection_joins(w):
    one, two = await w.connect(), await w.connect()
    for _ in range(2):
        await w.call("add_connection_to_group", "g", one.id)
    await w.call("send_to_group", "g", 1)
    assert await one.data("json", "group", "g") == 1
    await w.settle(one, two)
    try:
        await w.call("add_connection_to_group", "g", "nobody")
    except ResourceNotFoundError as error:
        assert "Connection `nobody` is not found." in str(error), error
    else:
        raise AssertionError("accepted")


@case("remove_connection_from_group")
async def a_connection_leaves(w):
    one = await w.connect("g", "h")
    for _ in range(2):
        await w.call("remove_connection_from_group", "g", one.id)
    await w.call("remove_connection_from_group", "g", "nobody")
    await w.call("send_to_group", "g", 1)
    await w.call("send_to_group", "h", 2)
    assert await one.data("json", "group", "h") == 2


@case("remove_connection_from_all_groups", since="1.3.0")
async def a_connection_leaves_all(w):
    one = await w.connect("g", "h")
    for _ in range(2):
        await w.call("remove_connection_from_all_groups", one.id)
    assert not await w.call("group_exists", "g") and not await w.call("group_exists", "h")


@case("add_user_to_group")
async def a_user_joins(w):
    one, two, other = await w.connect(user_id="ann"), await w.connect(user_id="ann"), await w.connect(user_id="bob")
    await w.call("add_user_to_group", "g", "ann")
    await w.call("send_to_group", "g", 1)
    assert await one.data("json", "group", "g") == await two.data("json", "group", "g") == 1
    await w.settle(one, two, other)
    try:
        await w.call("add_user_to_group", "g", "nobody")
    except ResourceNotFoundError:
        pass
    else:
        raise AssertionError("accepted")


@case("remove_user_from_group")
async def a_user_leaves(w):
    one = await w.connect("g", "h", user_id="ann")
    await w.call("remove_user_from_group", "g", "ann")
    assert not await w.call("group_exists", "g") and await w.call("group_exists", "h")
    await w.call("remove_user_from_group", "g", "nobody")
    await w.settle(one)


@case("remove_user_from_all_groups")
async def a_user_leaves_all(w):
    one = await w.connect("g", "h", user_id="ann")
    await w.call("remove_user_from_all_groups", "ann")
    assert not await w.call("group_exists", "g") and not await w.call("group_exists", "h")
    await w.call("remove_user_from_all_groups", "nobody")
    await w.settle(one)


@case("list_connections", since="1.3.0")
async def members_over_two_pages(w):
    expected = {}
    for number in range(0, 210, 30):
        sockets = await asyncio.gather(*(
            w.connect(user_id=f"u{n}" if n % 2 else None, groups=["g"]) for n in range(number, number + 30)
        ))
        expected.update((socket.id, socket.user) for socket in sockets)
    await w.connect(groups=["h"])
    found = await w.listed(group="g")
    assert [(one.connection_id, one.user_id) for one in found] == sorted(expected.items())
    assert len(await w.listed(group="g", top=205)) == 205
    assert len(await w.listed(group="g", top=3)) == 3
    assert await w.listed(group="nobody") == []
