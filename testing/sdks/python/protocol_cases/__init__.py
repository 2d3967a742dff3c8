"""The cases of the client package, with its defaults: the reliable JSON protocol, automatic recovery and retries."""

ROLES = ["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup"]
LIMIT = 30  # seconds for what is waited for
MESSAGES = 600
CUTS = (50, 170, 400)
EXPECTED = [str(number) for number in range(MESSAGES)]


def in_order(messages):
    """The data of messages by their sequence ids: handlers run in threads or tasks of their own, in any order."""
    return [message.data for message in sorted(messages, key=lambda message: message.sequence_id)]
