"""Writes the table protocol × client from rows of cases:  protocols.py OUT RESULTS...

Fails, after writing, if a row did not pass."""

import json
import sys
from pathlib import Path

HEAD = """\
# Who can connect

What WebSocket clients do with the emulator: Microsoft's packages, unchanged and with their defaults, and a client that
another protobuf library makes of `webpubsub.proto`. A number counts the cases that passed; — means that there is none.

Written by `testing/sdks/run`, which also fails if this page is out of date: copy `sdks/PROTOCOLS.md` of the target folder
over it.

"""


def cell(results):
    if not results:
        return "—"
    return str(len(results)) if set(results) == {"passed"} else "FAILED"


def main(out, *files):
    rows = [row for file in files for row in json.loads(Path(file).read_text(encoding="utf-8"))]
    features, clients = [list(dict.fromkeys(row[name] for row in rows)) for name in ("feature", "client")]
    lines = ["| | " + " | ".join(clients) + " |", "| --- " * (len(clients) + 1) + "|"]
    for feature in features:
        found = [[row["result"] for row in rows if (row["feature"], row["client"]) == (feature, client)] for client in clients]
        lines.append(f"| {feature} | " + " | ".join(map(cell, found)) + " |")
    Path(out).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    failed = [row for row in rows if row["result"] != "passed"]
    for row in failed:
        print(row)
    print(f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or len(clients) < 4 else 0


sys.exit(main(*sys.argv[1:]))
