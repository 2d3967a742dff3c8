"""Runs all cases with the SDK that is installed here, blocking and async:  main.py EMULATOR RESULTS"""

import asyncio
import importlib.metadata
import json
import sys
import traceback

from azure.messaging.webpubsubservice import WebPubSubServiceClient
from azure.messaging.webpubsubservice.aio import WebPubSubServiceClient as AsyncWebPubSubServiceClient

import cases
from emulator import Emulator
from world import World

LIMIT = 60  # seconds for one case; none takes more than two
NO_OPERATION = {"close", "from_connection_string"}


async def run(emulator, sdk, is_async, version, rows):
    name = f"python-{version}" + ("-aio" if is_async else "")
    done = set()
    for number, case in enumerate(cases.all_of(version, is_async)):
        world = World(emulator, sdk, is_async, version, hub=f"h{number}" + ("a" if is_async else ""))
        result = "passed"
        try:
            await asyncio.wait_for(case.run(world), LIMIT)
        except Exception as error:
            result = f"failed: {error!r}"
            traceback.print_exc()
        finally:
            await world.close()
        done.add(case.operation)
        rows.append({"operation": case.operation, "case": case.name, "client": name, "result": result})
    operations = {name for name in dir(sdk) if not name.startswith("_")} - NO_OPERATION
    for operation in sorted(operations - done):
        rows.append({"operation": operation, "case": "", "client": name, "result": "failed: no case"})


async def main(program, results):
    version = importlib.metadata.version("azure-messaging-webpubsubservice")
    rows = []
    with Emulator(program) as emulator:
        await run(emulator, WebPubSubServiceClient, False, version, rows)
        await run(emulator, AsyncWebPubSubServiceClient, True, version, rows)
    rows.append({"operation": "stop", "case": "emulator", "client": "signal",
                 "result": "passed" if emulator.code == 0 else f"failed: exit code {emulator.code}"})
    with open(results, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
    failed = [row for row in rows if row["result"] != "passed"]
    for row in failed:
        print(row)
    print(f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(asyncio.run(main(*sys.argv[1:])))
