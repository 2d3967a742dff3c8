// The client package, with its defaults: the reliable JSON protocol, automatic recovery and retries.
import assert from "node:assert/strict";
import { InvocationError, SendMessageError, WebPubSubClient, WebPubSubJsonProtocol } from "@azure/web-pubsub-client";
import { TEXT, within } from "../world.mjs";

const LIMIT = 20_000; // for one event
const ROLES = ["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup"];
const MESSAGES = 600;

/** What one event of a client says next. */
const next = (client, event) => within(LIMIT, new Promise((resolve) => client.on(event, resolve)));

/** A started client, and what `connected` said. */
async function start(w, token = { roles: ROLES }, options = undefined) {
  const client = new WebPubSubClient((await w.service.getClientAccessToken(token)).url, options);
  w.later(() => client.stop());
  const connected = next(client, "connected");
  await client.start();
  return Object.assign(client, { id: (await connected).connectionId });
}

/** That the service refuses it by this name. */
const refused = (name, promise) =>
  assert.rejects(promise, (error) => error instanceof SendMessageError && error.errorDetail.name === name);

async function connects(w) {
  const client = new WebPubSubClient((await w.service.getClientAccessToken({ userId: "ann" })).url);
  const connected = next(client, "connected");
  await client.start();
  const { connectionId, userId } = await connected;
  assert.equal(userId, "ann");
  assert.equal(await w.service.connectionExists(connectionId), true);
  const stopped = next(client, "stopped");
  client.stop();
  await stopped;
}

async function speaksPlainJson(w) {
  const client = await start(w, undefined, { protocol: WebPubSubJsonProtocol() });
  const message = next(client, "server-message");
  await w.service.sendToConnection(client.id, "hi", TEXT);
  assert.equal((await message).message.sequenceId, undefined);
}

async function receivesServerMessages(w) {
  const client = await start(w);
  const messages = collect(client, "server-message", 3);
  await w.service.sendToConnection(client.id, "hi", TEXT);
  await w.service.sendToAll({ n: 1 });
  await w.service.sendToAll(new Uint8Array([0, 255]), { contentType: "application/octet-stream" });
  const [text, json, binary] = await messages;
  assert.deepEqual([text.dataType, text.data, text.sequenceId], ["text", "hi", 1]);
  assert.deepEqual([json.dataType, json.data, json.sequenceId], ["json", { n: 1 }, 2]);
  assert.deepEqual([binary.dataType, [...new Uint8Array(binary.data)]], ["binary", [0, 255]]);
}

async function joinsSendsAndLeaves(w) {
  const [ann, bob] = [await start(w, { userId: "ann", roles: ROLES }), await start(w)];
  for (const client of [ann, bob]) assert.equal((await client.joinGroup("g")).isDuplicated, false);
  const [echo, received] = [collect(ann, "group-message", 2), collect(bob, "group-message", 4)];
  const bytes = new Uint8Array([1, 2]).buffer;
  await ann.sendToGroup("g", "hi", "text");
  await ann.sendToGroup("g", { n: 1 }, "json", { noEcho: true });
  await ann.sendToGroup("g", bytes, "binary", { noEcho: true });
  await ann.sendToGroup("g", bytes, "protobuf", { fireAndForget: true });
  assert.deepEqual((await echo).map((message) => message.dataType), ["text", "protobuf"]);
  assert.deepEqual(
    (await received).map(({ dataType, group, fromUserId }) => [dataType, group, fromUserId]),
    ["text", "json", "binary", "protobuf"].map((type) => [type, "g", "ann"]),
  );
  await bob.leaveGroup("g");
  assert.deepEqual(await members(w, "g"), [ann.id]);
}

async function isToldOfDuplicates(w) {
  const client = await start(w);
  await client.joinGroup("g");
  const send = () => client.sendToGroup("g", "once", "text", { ackId: 70 });
  const messages = collect(client, "group-message", 2);
  assert.deepEqual([(await send()).isDuplicated, (await send()).isDuplicated], [false, true]);
  await client.sendToGroup("g", "end", "text");
  assert.deepEqual((await messages).map((message) => message.data), ["once", "end"]);
}

async function isRefused(w) {
  const options = { messageRetryOptions: { maxRetries: 1, retryDelayInMs: 1 } };
  const client = await start(w, {}, options);
  await refused("Forbidden", client.joinGroup("g"));
  await refused("Forbidden", client.sendToGroup("g", "hi", "text"));
  // No event handler is configured.
  await refused("InternalServerError", client.sendEvent("echo", "hi", "text"));
  await assert.rejects(client.invokeEvent("echo", "hi", "text"), InvocationError);
}

/** Cuts in mid-stream: nothing is lost, nothing comes twice, and the order stays. */
async function recovers(w) {
  const client = await start(w);
  await client.joinGroup("g");
  const id = client.id;
  const [seen, lost] = [[], []];
  client.on("disconnected", (event) => lost.push(event));
  const all = new Promise((resolve) => {
    client.on("group-message", ({ message }) => {
      seen.push(message.data);
      if ([50, 170, 400].includes(seen.length)) w.relay.cut();
      if (message.data === `${MESSAGES - 1}`) resolve();
    });
  });
  const group = w.direct.group("g");
  for (let number = 0; number < MESSAGES; number += 1) await group.sendToAll(`${number}`, TEXT);
  await within(LIMIT, all);
  assert.deepEqual(seen, Array.from({ length: MESSAGES }, (_, number) => `${number}`));
  assert.deepEqual([await members(w, "g"), lost], [[id], []], "the same connection");
  await client.sendToGroup("g", "it still sends", "text");
}

/** After a REST close there is nothing to recover: it starts afresh, and joins its groups again. */
async function startsAfresh(w) {
  const client = await start(w);
  await client.joinGroup("g");
  const [disconnected, again] = [next(client, "disconnected"), next(client, "connected")];
  await w.service.closeConnection(client.id, { reason: "bye" });
  assert.equal((await disconnected).message.message, "Application server closed the connection. Reason: bye");
  const { connectionId } = await again;
  assert.notEqual(connectionId, client.id);
  assert.deepEqual(await members(w, "g"), [connectionId]);
}

async function members(w, group) {
  const ids = [];
  for await (const { connectionId } of await w.direct.group(group).listConnections()) ids.push(connectionId);
  return ids;
}

function collect(client, event, count) {
  const messages = [];
  return within(LIMIT, new Promise((resolve) => {
    client.on(event, ({ message }) => messages.push(message) === count && resolve(messages));
  }));
}

export const cases = [
  ["connect and stop", connects],
  ["json.webpubsub.azure.v1", speaksPlainJson],
  ["messages of the server", receivesServerMessages],
  ["join, send, leave", joinsSendsAndLeaves],
  ["Duplicate", isToldOfDuplicates],
  ["Forbidden, events without a handler, invoke", isRefused],
  ["recovery after a cut", recovers],
  ["a new connection where recovery is refused", startsAfresh],
];
