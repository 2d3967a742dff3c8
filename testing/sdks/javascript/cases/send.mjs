// Sends, to each audience and of each kind.
import assert from "node:assert/strict";
import { odata } from "@azure/web-pubsub";
import { TEXT, refused } from "../world.mjs";

const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const MEBIBYTE = 1024 * 1024;
const VALUE = { text: "naïve ✓ 😀", list: [1, 2.5, null, true], nested: { "": [] } };
const PLANES = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0xfffd)).join("");

async function everyoneGetsEachKind(w) {
  const sockets = [await w.connect({ userId: "ann" }), await w.connect()];
  const simple = await w.connectSimple();
  await w.service.sendToAll(VALUE);
  await w.service.sendToAll("in quotes");
  await w.service.sendToAll(PLANES, TEXT);
  await w.service.sendToAll(BYTES);
  for (const socket of sockets) {
    assert.deepEqual(await socket.data("json"), VALUE);
    assert.equal(await socket.data("json"), "in quotes");
    assert.equal(await socket.data("text"), PLANES);
    assert.deepEqual(await socket.data("binary"), Buffer.from(BYTES));
  }
  assert.deepEqual(JSON.parse(await simple.receive()), VALUE);
  assert.equal(await simple.receive(), '"in quotes"');
  assert.equal(await simple.receive(), PLANES);
  assert.deepEqual(await simple.receive(), Buffer.from(BYTES));
}

async function aMebibyteAndNotAByteMore(w) {
  const socket = await w.connect();
  await w.service.sendToAll(new Uint8Array(MEBIBYTE).fill(120));
  assert.deepEqual(await socket.data("binary"), Buffer.alloc(MEBIBYTE, 120));
  await refused(400, w.service.sendToAll(new Uint8Array(MEBIBYTE + 1)));
  await refused(400, w.service.sendToConnection(socket.id, new Uint8Array(MEBIBYTE + 1)));
  await w.settle(socket);
}

async function excludedGetNothing(w) {
  const [one, two, three] = [await w.connect(), await w.connect(), await w.connect()];
  await w.service.sendToAll("x", { ...TEXT, excludedConnections: [one.id, two.id], messageTtlSeconds: 10 });
  assert.equal(await three.data("text"), "x");
  await w.settle(one, two, three);
}

async function aFilterChooses(w) {
  const [ann, bob, me] = [await w.connect({ userId: "ann" }), await w.connect({ userId: "bob" }), await w.connect({ userId: "it's me" })];
  const filter = odata`userId in (${"ann"}, ${"it's me"}) and not startswith(userId, ${"a"})`;
  await w.service.sendToAll("x", { ...TEXT, filter });
  assert.equal(await me.data("text"), "x");
  await w.settle(ann, bob, me);
  await refused(400, w.service.sendToAll("x", { filter: "not length(userId) gt 5" }));
}

async function allConnectionsOfAUserGetIt(w) {
  const [one, two, other] = [await w.connect({ userId: "ann" }), await w.connect({ userId: "ann" }), await w.connect({ userId: "Ann" })];
  await w.service.sendToUser("ann", "x", { ...TEXT, messageTtlSeconds: 0 });
  await w.service.sendToUser("ann", BYTES);
  await w.service.sendToUser("ann", "y", { ...TEXT, filter: `connectionId eq '${one.id}'` });
  for (const socket of [one, two]) {
    assert.equal(await socket.data("text"), "x");
    assert.deepEqual(await socket.data("binary"), Buffer.from(BYTES));
  }
  assert.equal(await one.data("text"), "y");
  await w.settle(one, two, other);
  await w.service.sendToUser("nobody", "x", TEXT);
}

async function oneConnectionGetsIt(w) {
  const [one, two] = [await w.connect(), await w.connect()];
  await w.service.sendToConnection(one.id, VALUE, { messageTtlSeconds: 300 });
  await w.service.sendToConnection(one.id, "x", TEXT);
  assert.deepEqual(await one.data("json"), VALUE);
  assert.equal(await one.data("text"), "x");
  await w.settle(one, two);
  await w.service.sendToConnection("nobody", "x", TEXT);
  await refused(400, w.service.sendToConnection(one.id, "x", { messageTtlSeconds: 301 }));
}

async function membersGetIt(w) {
  for (const group of ["g", "a b", "grün/✓?#%"]) {
    const name = group.replace("/", "%2F"); // the emulator reads it as Microsoft's does
    const hub = w.service.group(group);
    const [inside, excluded, outside] = [await w.connect(), await w.connect(), await w.connect()];
    for (const socket of [inside, excluded]) await hub.addConnection(socket.id);
    await hub.sendToAll(VALUE, { excludedConnections: [excluded.id] });
    assert.deepEqual(await inside.data("json", "group", name), VALUE);
    await hub.sendToAll(BYTES, { filter: `connectionId eq '${excluded.id}'` });
    assert.deepEqual(await excluded.data("binary", "group", name), Buffer.from(BYTES));
    await w.settle(inside, excluded, outside);
  }
  await w.service.group("nobody").sendToAll("x", TEXT);
}

export const cases = [
  ["sendToAll", everyoneGetsEachKind],
  ["sendToAll", aMebibyteAndNotAByteMore],
  ["sendToAll", excludedGetNothing],
  ["sendToAll", aFilterChooses],
  ["sendToUser", allConnectionsOfAUserGetIt],
  ["sendToConnection", oneConnectionGetsIt],
  ["group.sendToAll", membersGetIt],
];
