"""Runs the cases of the client package that is installed here, blocking and async:  protocols.py EMULATOR RESULTS"""

import asyncio
import importlib.metadata
import json
import re
import sys
import traceback

from azure.messaging.webpubsubservice import WebPubSubServiceClient

from emulator import Emulator
from protocol_cases import aio, blocking
from relay import Relay

LIMIT = 60  # seconds for one case; none takes more than ten


class World:
    """Clients connect through a relay, callers directly."""

    def __init__(self, connection_string, relay, hub):
        relayed = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{relay.port}", connection_string)
        self.relay = relay
        self.service = WebPubSubServiceClient.from_connection_string(connection_string, hub=hub)
        self.relayed = WebPubSubServiceClient.from_connection_string(relayed, hub=hub)

    def url(self, **token):
        return self.relayed.get_client_access_token(**token)["url"]

    def members(self, group):
        return [member.connection_id for member in self.service.list_connections(group=group)]

    def close(self):
        self.service.close()
        self.relayed.close()


def run(case, world):
    if asyncio.iscoroutinefunction(case):
        asyncio.run(asyncio.wait_for(case(world), LIMIT))
    else:
        case(world)


def main(program, results):
    version = importlib.metadata.version("azure-messaging-webpubsubclient")
    rows = []
    with Emulator(program) as emulator:
        relay = Relay(int(re.search(r"127\.0\.0\.1:(\d+)", emulator.connection_string)[1]))
        for suffix, module in [("", blocking), (" aio", aio)]:
            for feature, case in module.CASES:
                world, result = World(emulator.connection_string, relay, f"h{len(rows)}"), "passed"
                try:
                    run(case, world)
                except Exception as error:
                    result = f"failed: {error!r}"
                    traceback.print_exc()
                world.close()
                client = f"azure-messaging-webpubsubclient {version}{suffix}"
                rows.append({"feature": feature, "case": case.__name__, "client": client, "result": result})
        relay.stop()
    with open(results, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
    failed = [row for row in rows if row["result"] != "passed"]
    for row in failed:
        print(row)
    print(f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
