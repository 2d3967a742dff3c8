"""What these versions of the SDK do wrong. Each case that fails here is a fault that was repaired."""

from azure.core.exceptions import ClientAuthenticationError

from . import case

TEXT = {"content_type": "text/plain"}


@case("send_to_all", only="aio")
async def fault_text_is_cut(w):
    """The length that it announces counts characters, so the end of non-ASCII text is lost."""
    socket = await w.connect()
    for text in ("naïve ✓", "éé", "✓"):
        await w.call("send_to_all", text, **TEXT)
        assert await socket.data("text") == text.encode()[: len(text)].decode(errors="replace")


@case("send_to_group", only="aio")
async def fault_another_url_is_signed(w):
    """It signs `it%27s%20me` and sends `it's%20me`: the signature is of another URL."""
    for group in ("it's me", "(a b)", "a b!"):
        try:
            await w.call("send_to_group", group, "x", **TEXT)
        except ClientAuthenticationError as error:
            assert error.status_code == 401, error
        else:
            raise AssertionError(f"accepted: {group}")
    # Without a character that stays encoded, decoding what was signed gives what was sent.
    for group in ("it's", "(a)", "a!", "a:b@c,d"):
        await w.call("send_to_group", group, "x", **TEXT)


@case("send_to_all", since="1.3.0", only="aio")
async def fault_filters_are_refused(w):
    socket = await w.connect(user_id="ann")
    try:
        await w.call("send_to_all", "x", filter="userId eq 'ann'", **TEXT)
    except ClientAuthenticationError as error:
        assert error.status_code == 401, error
    else:
        raise AssertionError("accepted")
    await w.call("send_to_all", "y", filter="userId ne null", **TEXT)
    assert await socket.data("text") == "y"


@case("send_to_group", only="sync")
async def the_blocking_client_signs_what_it_sends(w):
    for group in ("it's me", "(a b)", "a b!", "it's", "a:b@c,d"):
        socket = await w.connect(group)
        await w.call("send_to_group", group, "x", **TEXT)
        assert await socket.data("text", "group", group) == "x"
