// Who is in which group.
import assert from "node:assert/strict";
import { refused } from "../world.mjs";

const exist = async (w, ...groups) => Promise.all(groups.map((group) => w.service.groupExists(group)));

async function aConnectionJoins(w) {
  const [one, two] = [await w.connect(), await w.connect()];
  const group = w.service.group("g");
  await group.addConnection(one.id);
  await group.addConnection(one.id);
  await group.sendToAll(1);
  assert.equal(await one.data("json", "group", "g"), 1);
  await w.settle(one, two);
  await refused(404, group.addConnection("nobody"));
}

async function aConnectionLeaves(w) {
  const { id } = await w.connect({ groups: ["g", "h"] });
  await w.service.group("g").removeConnection(id);
  await w.service.group("g").removeConnection(id);
  assert.deepEqual(await exist(w, "g", "h"), [false, true]);
}

async function aConnectionLeavesAll(w) {
  const { id } = await w.connect({ groups: ["g", "h"] });
  await w.service.removeConnectionFromAllGroups(id);
  await w.service.removeConnectionFromAllGroups("nobody");
  assert.deepEqual(await exist(w, "g", "h"), [false, false]);
}

async function aUserJoins(w) {
  const sockets = [await w.connect({ userId: "ann" }), await w.connect({ userId: "ann" })];
  const other = await w.connect({ userId: "bob" });
  await w.service.group("g").addUser("ann");
  await w.service.group("g").sendToAll(1);
  for (const socket of sockets) assert.equal(await socket.data("json", "group", "g"), 1);
  await w.settle(...sockets, other);
  await refused(404, w.service.group("g").addUser("nobody"));
}

async function aUserLeaves(w) {
  await w.connect({ userId: "ann", groups: ["g", "h"] });
  await w.service.group("g").removeUser("ann");
  await w.service.group("g").removeUser("nobody");
  assert.deepEqual(await exist(w, "g", "h"), [false, true]);
}

async function aUserLeavesAll(w) {
  await w.connect({ userId: "ann", groups: ["g", "h"] });
  await w.service.removeUserFromAllGroups("ann");
  await w.service.removeUserFromAllGroups("nobody");
  assert.deepEqual(await exist(w, "g", "h"), [false, false]);
}

async function manyJoinMany(w) {
  const [ann, bob] = [await w.connect({ userId: "ann" }), await w.connect({ userId: "bob" })];
  await w.service.addConnectionsToGroups(["g", "h"], "userId eq 'ann'");
  await w.service.group("h").sendToAll(1);
  assert.equal(await ann.data("json", "group", "h"), 1);
  await w.settle(ann, bob);
  await refused(400, w.service.addConnectionsToGroups([" "], "true"));
  await refused(400, w.service.addConnectionsToGroups(["g"], "userId gt 1"));
}

async function manyLeaveMany(w) {
  await w.connect({ userId: "ann", groups: ["g", "h"] });
  await w.connect({ userId: "bob", groups: ["g", "h", "i"] });
  await w.service.removeConnectionsFromGroups(["g"], "userId eq 'ann'");
  await w.service.removeConnectionsFromGroups(["h", "i"], "'g' in groups");
  assert.deepEqual(await exist(w, "g", "h", "i"), [true, true, false]);
  await w.service.removeConnectionsFromGroups(["h"], "'h' in groups");
  assert.deepEqual(await exist(w, "h"), [false]);
}

async function membersComeInPages(w) {
  const expected = [];
  for (let number = 0; number < 7; number += 1) {
    const userId = number % 2 ? `u${number}` : undefined;
    const { id } = await w.connect({ userId, groups: ["g"] });
    expected.push([id, userId]);
  }
  expected.sort(([a], [b]) => (a < b ? -1 : 1));
  const list = async (options) => {
    const found = [];
    // A promise of the iterator, whatever its types say.
    for await (const member of await w.service.group("g").listConnections(options)) found.push([member.connectionId, member.userId]);
    return found;
  };
  assert.deepEqual(await list(), expected);
  assert.deepEqual(await list({ maxPageSize: 2 }), expected);
  assert.deepEqual(await list({ maxPageSize: 2, top: 5 }), expected.slice(0, 5));
  const pages = [];
  for await (const page of (await w.service.group("g").listConnections({ maxPageSize: 3 })).byPage()) pages.push(page.length);
  assert.deepEqual(pages, [3, 3, 1]);
}

export const cases = [
  ["group.addConnection", aConnectionJoins],
  ["group.removeConnection", aConnectionLeaves],
  ["removeConnectionFromAllGroups", aConnectionLeavesAll],
  ["group.addUser", aUserJoins],
  ["group.removeUser", aUserLeaves],
  ["removeUserFromAllGroups", aUserLeavesAll],
  ["addConnectionsToGroups", manyJoinMany],
  ["removeConnectionsFromGroups", manyLeaveMany],
  ["group.listConnections", membersComeInPages],
];
