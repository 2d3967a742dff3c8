// Ending connections, and asking who is there.
import assert from "node:assert/strict";

async function oneConnection(w) {
  const [closed, spared] = [await w.connect(), await w.connect()];
  await w.service.closeConnection(closed.id, { reason: "bye ✓" });
  await closed.closed("bye ✓");
  assert.equal(await w.service.connectionExists(closed.id), false);
  await w.service.closeConnection(closed.id);
  await w.settle(spared);
}

async function everyone(w) {
  const sockets = [await w.connect(), await w.connect()];
  await w.service.closeAllConnections({ reason: "late" });
  for (const socket of sockets) await socket.closed("late");
  await w.service.closeAllConnections();
}

async function aGroup(w) {
  const [inside, outside] = [await w.connect({ groups: ["g"] }), await w.connect()];
  await w.service.group("g").closeAllConnections({ reason: "late" });
  await inside.closed("late");
  await w.settle(outside);
}

async function aUser(w) {
  const [one, other] = [await w.connect({ userId: "ann" }), await w.connect({ userId: "bob" })];
  await w.service.closeUserConnections("ann");
  await one.closed("");
  await w.settle(other);
}

async function connections(w) {
  const { id } = await w.connect();
  assert.equal(await w.service.connectionExists(id), true);
  assert.equal(await w.service.connectionExists("nobody"), false);
}

async function users(w) {
  await w.connect({ userId: "ann" });
  assert.equal(await w.service.userExists("ann"), true);
  assert.equal(await w.service.userExists("Ann"), false);
}

async function groups(w) {
  await w.connect({ groups: ["g"] });
  assert.equal(await w.service.groupExists("g"), true);
  assert.equal(await w.service.groupExists("h"), false);
}

export const cases = [
  ["closeConnection", oneConnection],
  ["closeAllConnections", everyone],
  ["group.closeAllConnections", aGroup],
  ["closeUserConnections", aUser],
  ["connectionExists", connections],
  ["userExists", users],
  ["groupExists", groups],
];
