// The emulator delivers events to Microsoft's middleware for Express:  main.mjs EMULATOR OUT
// The folder OUT gets the events as they were sent, events.jsonl, and as the middleware handed them over, express.jsonl.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../javascript/emulator.mjs";
import { World, within } from "../javascript/world.mjs";
import { startApp } from "./app.mjs";
import { startRecorder } from "./recorder.mjs";

const LIMIT = 60_000; // for one case; none takes more than a second
const PROTOCOL = "json.webpubsub.azure.v1";
const KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH";

const [, , program, out] = process.argv;
const app = await startApp();
const recorder = await startRecorder(app.port);
const hubs = ["open", "strict", "foreign", "life", "refusals", "events", "states", "failures", "simple", "signed", "ends"];
const handlers = hubs.flatMap((hub) => ["--event-handler", `${hub}=${recorder.url("/eventhandler/{hub}?code=x")}`]);
const emulator = await startEmulator(program, [...handlers, "--event-retry-delays", "none"]);
const [endpoint] = /http:\/\/[^;]+/.exec(emulator.connectionString);
app.serve(
  hubs.map((hub) => [
    hub,
    { strict: ["https://contoso.webpubsub.azure.com", endpoint], foreign: ["https://contoso.webpubsub.azure.com"] }[hub],
  ]),
);

const event = (name, dataType, data, ackId) => JSON.stringify({ type: "event", event: name, dataType, data, ackId });

/** Sends an event; the frames up to its ack. */
async function sent(socket, ...parts) {
  socket.socket.send(event(...parts));
  const frames = [await socket.frame()];
  while (frames.at(-1).type !== "ack") frames.push(await socket.frame());
  return frames;
}

async function anyOriginIsAllowed(w) {
  assert.equal((await w.connect()).user, "bob");
}

/** The middleware names the endpoint with its port, among others. */
async function theOriginOfTheEndpointIsAllowed(w) {
  assert.equal((await w.connect()).user, "bob");
}

async function anotherOriginIsNot(w) {
  await assert.rejects(w.connect(), (error) => error.statusCode === 500);
  assert.deepEqual(app.seen(w.hub), []);
}

async function aLifeInOrder(w) {
  const { url } = await w.service.getClientAccessToken({ userId: "ann", roles: ["r"] });
  const socket = await w.open(`${url}&room=1`, PROTOCOL);
  const greeting = await socket.frame();
  assert.equal(greeting.userId, "bob");
  // The role and the group of the response are in force.
  socket.socket.send(JSON.stringify({ type: "sendToGroup", group: "lobby", dataType: "text", data: "hi" }));
  assert.equal(await socket.data("text", "group", "lobby"), "hi");
  await sent(socket, "quiet", "text", "", 1);
  socket.socket.close();
  while (app.seen(w.hub).length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  const events = app.seen(w.hub);
  assert.deepEqual(events.map(({ name }) => name), ["connect", "connected", "quiet", "disconnected"]);
  const [connect, ...others] = events;
  assert.deepEqual([connect.claims.sub, connect.claims.role], [["ann"], ["r"]]);
  assert.deepEqual([connect.query, connect.queries], [{ room: ["1"] }, { room: ["1"] }]);
  assert.deepEqual(connect.subprotocols, [PROTOCOL]);
  assert.deepEqual(connect.headers["sec-websocket-protocol"], [PROTOCOL]);
  assert.equal(connect.context.userId, "ann");
  assert.equal(connect.context.origin, "127.0.0.1");
  for (const { context } of others) {
    assert.deepEqual([context.userId, context.hub, context.connectionId], ["bob", w.hub, greeting.connectionId]);
    assert.deepEqual(context.states, { room: "lobby" });
  }
  assert.equal(others.at(-1).reason, "");
}

async function aRefusedClientSeesTheStatus(w) {
  for (const status of [400, 401, 500]) {
    const { url } = await w.service.getClientAccessToken();
    await assert.rejects(w.open(`${url}&refuse=${status}`, PROTOCOL), (error) => error.statusCode === status);
  }
}

async function eachDataTypeComesBack(w) {
  const socket = await w.connect();
  for (const [ackId, [dataType, data]] of [["text", "tëxt"], ["json", { a: [1] }], ["binary", "3q2+7w=="]].entries()) {
    const [message, ack] = await sent(socket, "echo", dataType, data, ackId);
    assert.deepEqual([message.type, message.from, message.dataType, message.data], ["message", "server", dataType, data]);
    assert.deepEqual(ack, { type: "ack", ackId, success: true });
  }
  assert.deepEqual(await sent(socket, "quiet", "text", "x", 9), [{ type: "ack", ackId: 9, success: true }]);
}

async function theStateIsKeptOverTenEvents(w) {
  const socket = await w.connect();
  for (let ackId = 0; ackId < 10; ackId += 1) {
    const [message, ack] = await sent(socket, "count", "text", "", ackId);
    assert.deepEqual([message.data, ack.success], [`lobby ${ackId + 1}`, true]);
  }
}

async function aFailureIsAnAck(w) {
  const socket = await w.connect();
  const [ack] = await sent(socket, "fail", "text", "x", 1);
  assert.deepEqual([ack.success, ack.error.name], [false, "InternalServerError"]);
}

async function simpleClientsGetPayloads(w) {
  const socket = await w.connectSimple();
  socket.socket.send("hi");
  assert.equal(await socket.receive(), "hi");
  socket.socket.send(Buffer.from([1, 2]));
  assert.deepEqual(await socket.receive(), Buffer.from([1, 2]));
}

async function eventsAreSigned(w) {
  await w.connect();
  for (const { context } of app.seen(w.hub)) {
    const mac = createHmac("sha256", KEY).update(context.connectionId).digest("hex");
    assert.equal(context.signature, `sha256=${mac}`);
  }
}

async function theReasonOfAnEnd(w) {
  const { id } = await w.connect();
  await w.service.closeConnection(id, { reason: "enough" });
  while (app.seen(w.hub).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(app.seen(w.hub).at(-1).reason, /enough/);
}

const cases = [
  ["open", anyOriginIsAllowed],
  ["strict", theOriginOfTheEndpointIsAllowed],
  ["foreign", anotherOriginIsNot],
  ["life", aLifeInOrder],
  ["refusals", aRefusedClientSeesTheStatus],
  ["events", eachDataTypeComesBack],
  ["states", theStateIsKeptOverTenEvents],
  ["failures", aFailureIsAnAck],
  ["simple", simpleClientsGetPayloads],
  ["signed", eventsAreSigned],
  ["ends", theReasonOfAnEnd],
];

const installed = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
console.log(`@azure/web-pubsub-express ${installed("@azure/web-pubsub-express")}, express ${installed("express")}`);
let failed = 0;
for (const [hub, run] of cases) {
  const world = new World(emulator.connectionString, hub);
  try {
    await within(LIMIT, run(world));
  } catch (error) {
    failed += 1;
    console.error(run.name, error);
  }
  world.close();
}
await emulator.stop();
recorder.stop();
app.stop();
mkdirSync(out, { recursive: true });
for (const [file, lines] of [["events.jsonl", recorder.lines], ["express.jsonl", app.views]]) {
  writeFileSync(join(out, file), `${lines.join("\n")}\n`);
}
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
