"""Writes the table operation × client × result from rows of cases:  matrix.py OUT RESULTS...

Fails, after writing, if a client lacks an operation that it has, or a row did not pass."""

import json
import sys
from pathlib import Path

# Verb and path below /api/hubs/{hub}, our name for it, and JavaScript's.
OPERATIONS = [
    ("HEAD /api/health", "health", None),
    ("POST /:send", "send_to_all", "sendToAll"),
    ("POST /groups/{group}/:send", "send_to_group", "group.sendToAll"),
    ("POST /users/{user}/:send", "send_to_user", "sendToUser"),
    ("POST /connections/{connection}/:send", "send_to_connection", "sendToConnection"),
    ("POST /:closeConnections", "close_all_connections", "closeAllConnections"),
    ("POST /groups/{group}/:closeConnections", "close_group_connections", "group.closeAllConnections"),
    ("POST /users/{user}/:closeConnections", "close_user_connections", "closeUserConnections"),
    ("DELETE /connections/{connection}", "close_connection", "closeConnection"),
    ("HEAD /connections/{connection}", "connection_exists", "connectionExists"),
    ("HEAD /groups/{group}", "group_exists", "groupExists"),
    ("HEAD /users/{user}", "user_exists", "userExists"),
    ("PUT /groups/{group}/connections/{connection}", "add_connection_to_group", "group.addConnection"),
    ("DELETE /groups/{group}/connections/{connection}", "remove_connection_from_group", "group.removeConnection"),
    ("DELETE /connections/{connection}/groups", "remove_connection_from_all_groups", "removeConnectionFromAllGroups"),
    ("PUT /users/{user}/groups/{group}", "add_user_to_group", "group.addUser"),
    ("DELETE /users/{user}/groups/{group}", "remove_user_from_group", "group.removeUser"),
    ("DELETE /users/{user}/groups", "remove_user_from_all_groups", "removeUserFromAllGroups"),
    ("POST /:addToGroups", "add_connections_to_groups", "addConnectionsToGroups"),
    ("POST /:removeFromGroups", "remove_connections_from_groups", "removeConnectionsFromGroups"),
    ("GET /groups/{group}/connections", "list_connections", "group.listConnections"),
    ("PUT /permissions/{permission}/connections/{connection}", "grant_permission", "grantPermission"),
    ("DELETE /permissions/{permission}/connections/{connection}", "revoke_permission", "revokePermission"),
    ("HEAD /permissions/{permission}/connections/{connection}", "has_permission", "hasPermission"),
    ("POST /:generateToken, or signed", "generate_client_token", "getClientAccessToken"),
]
NAMES = {name: name for _, name, _ in OPERATIONS} | {js: name for _, name, js in OPERATIONS if js}
NAMES["get_client_access_token"] = "generate_client_token"
BESIDES = {"send_request", "stop"}  # a request of one's own; the emulator's end
ABSENT = {  # what an SDK does not have
    "python-1.0.1": {"health", "remove_connection_from_all_groups", "add_connections_to_groups",
                     "remove_connections_from_groups", "list_connections"},
    "python-1.3.0": {"health", "add_connections_to_groups", "remove_connections_from_groups"},
    "javascript-1.2.0": {"health"},
    "rust": set(),
}
HEAD = """\
# Who can do what

Each client makes each operation of REST api-version 2024-12-01 against the emulator, and WebSocket clients check the effect.
A number counts the cases that passed; a number after + counts further cases, which pin down a known fault of the SDK;
— means that the SDK lacks the operation.

Written by `testing/sdks/run`, which also fails if this page is out of date: copy `sdks/MATRIX.md` of the target folder
over it.

"""


def read(files):
    """Numbers of cases by operation and client, and what did not pass or is unknown."""
    table, problems = {}, []
    for file in files:
        for row in json.loads(Path(file).read_text(encoding="utf-8")):
            client = "rust" if row["client"].startswith("rust-") else row["client"]
            if row["result"] != "passed":
                problems.append(f"{client}: {row['operation']} {row['case']}: {row['result']}")
            if row["operation"] in BESIDES:
                continue
            if row["operation"] not in NAMES:
                problems.append(f"{client}: unknown operation {row['operation']}")
                continue
            counts = table.setdefault(client, {}).setdefault(NAMES[row["operation"]], {"passed": 0, "fault": 0, "failed": 0})
            fault = row["case"].lower().startswith("fault")
            counts["failed" if row["result"] != "passed" else "fault" if fault else "passed"] += 1
    return table, problems


def cell(counts):
    if counts is None:
        return "—"
    if counts["failed"]:
        return "FAILED"
    return f"{counts['passed']}" + (f" +{counts['fault']}" if counts["fault"] else "")


def main(out, *files):
    table, problems = read(files)
    clients = ["python-1.0.1", "python-1.0.1-aio", "python-1.3.0", "python-1.3.0-aio", "javascript-1.2.0", "rust"]
    problems += [f"no rows of {client}" for client in clients if client not in table]
    problems += [f"rows of an unknown client: {client}" for client in table if client not in clients]
    lines = ["| operation | name here | " + " | ".join(clients) + " |", "| --- " * (len(clients) + 2) + "|"]
    for path, name, _ in OPERATIONS:
        found = [table.get(client, {}).get(name) for client in clients]
        lines.append(f"| `{path}` | `{name}` | " + " | ".join(map(cell, found)) + " |")
        for client, counts in zip(clients, found):
            absent = name in ABSENT[client.removesuffix("-aio")]
            if absent != (counts is None):
                problems.append(f"{client}: {name} is {'not known to be there' if absent else 'missing'}")
    totals = [sum(counts["passed"] + counts["fault"] for counts in table.get(client, {}).values()) for client in clients]
    lines.append("| cases | | " + " | ".join(map(str, totals)) + " |")
    Path(out).write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    for problem in problems:
        print(problem)
    print(f"{len(OPERATIONS) * len(clients) - len(problems)} passed, {len(problems)} failed")
    return 1 if problems else 0


sys.exit(main(*sys.argv[1:]))
