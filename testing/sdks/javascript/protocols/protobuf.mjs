// A protobuf client of another library: protobufjs compiles the schema, ws sends the frames.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import { TEXT } from "../world.mjs";

const PROTOBUF = "protobuf.webpubsub.azure.v1";
const RELIABLE = "protobuf.reliable.webpubsub.azure.v1";
const ROLES = ["webpubsub.sendToGroup", "webpubsub.joinLeaveGroup"];

const schema = new protobuf.Root();
const common = protobuf.common.get("google/protobuf/any.proto");
schema.addJSON(common.nested);
protobuf.parse(readFileSync(process.env.WEBPUBSUB_PROTO, "utf8"), schema);
schema.resolveAll();
const Upstream = schema.lookupType("azure.webpubsub.UpstreamMessage");
const Downstream = schema.lookupType("azure.webpubsub.DownstreamMessage");

class Client {
  static async open(w, url, protocol) {
    return Object.assign(new Client(), { socket: await w.open(url, protocol) });
  }

  send(message) {
    this.socket.socket.send(Upstream.encode(Upstream.fromObject(message)).finish());
  }

  /** The next frame, with its defaults left out. */
  async receive() {
    return Downstream.toObject(Downstream.decode(await this.socket.receive()), { longs: Number });
  }
}

async function connect(w, token = { roles: ROLES }, protocol = PROTOBUF) {
  const client = await Client.open(w, (await w.service.getClientAccessToken(token)).url, protocol);
  const { connectedMessage } = (await client.receive()).systemMessage;
  return Object.assign(client, { connected: connectedMessage, id: connectedMessage.connectionId });
}

async function connects(w) {
  const [plain, reliable] = [await connect(w, { userId: "ann" }), await connect(w, {}, RELIABLE)];
  assert.deepEqual([plain.connected.userId, plain.connected.reconnectionToken], ["ann", undefined]);
  assert.ok(reliable.connected.reconnectionToken);
  assert.equal(await w.service.connectionExists(plain.id), true);
  plain.send({ pingMessage: {} });
  assert.deepEqual(await plain.receive(), { pongMessage: {} });
}

async function joinsSendsAndLeaves(w) {
  const client = await connect(w);
  client.send({ joinGroupMessage: { group: "g", ackId: 1 } });
  assert.deepEqual(await client.receive(), { ackMessage: { ackId: 1, success: true } });
  const any = { type_url: "type.googleapis.com/x", value: Buffer.from([1]) };
  for (const data of [{ textData: "hi ✓" }, { binaryData: Buffer.from([0, 255]) }, { protobufData: any }]) {
    client.send({ sendToGroupMessage: { group: "g", data, metadata: { k: "v" } } });
    assert.deepEqual(await client.receive(), { dataMessage: { from: "group", group: "g", data, metadata: { k: "v" } } });
  }
  client.send({ sendToGroupMessage: { group: "g", data: { jsonData: '{"n":1}' } } });
  assert.equal((await client.receive()).dataMessage.data.textData, '{"n":1}');
  client.send({ leaveGroupMessage: { group: "g", ackId: 2 } });
  assert.deepEqual(await client.receive(), { ackMessage: { ackId: 2, success: true } });
}

async function receivesServerMessages(w) {
  const client = await connect(w);
  await w.service.sendToConnection(client.id, "hi", TEXT);
  assert.deepEqual(await client.receive(), { dataMessage: { from: "server", data: { textData: "hi" } } });
  await w.service.closeConnection(client.id, { reason: "bye" });
  const reason = "Application server closed the connection. Reason: bye";
  assert.deepEqual(await client.receive(), { systemMessage: { disconnectedMessage: { reason } } });
  assert.equal(await client.socket.ended, 1000);
}

async function isToldOfDuplicates(w) {
  const client = await connect(w);
  const names = [];
  for (let time = 0; time < 2; time += 1) {
    client.send({ joinGroupMessage: { group: "g", ackId: 7 } });
    names.push((await client.receive()).ackMessage.error?.name);
  }
  assert.deepEqual(names, [undefined, "Duplicate"]);
}

async function isRefused(w) {
  const client = await connect(w, {});
  const data = { textData: "hi" };
  client.send({ sendToGroupMessage: { group: "g", data, ackId: 1 } });
  assert.equal((await client.receive()).ackMessage.error.name, "Forbidden");
  client.send({ eventMessage: { event: "echo", data, ackId: 2 } });
  assert.equal((await client.receive()).ackMessage.error.name, "InternalServerError");
}

async function recovers(w) {
  const client = await connect(w, {}, RELIABLE);
  const send = (text) => w.direct.sendToConnection(client.id, text, TEXT);
  for (const text of ["a", "b"]) await send(text);
  assert.equal((await client.receive()).dataMessage.sequenceId, 1);
  client.send({ sequenceAckMessage: { sequenceId: 1 } });
  client.send({ pingMessage: {} });
  while (!(await client.receive()).pongMessage);
  w.relay.cut();
  await client.socket.ended;
  await send("c");
  const { url } = await w.service.getClientAccessToken();
  const query = new URLSearchParams({ awps_connection_id: client.id, awps_reconnection_token: client.connected.reconnectionToken });
  const again = await Client.open(w, `${url.split("?")[0]}?${query}`, RELIABLE);
  for (const [sequenceId, textData] of [[2, "b"], [3, "c"]]) {
    const { dataMessage } = await again.receive();
    assert.deepEqual([dataMessage.sequenceId, dataMessage.data], [sequenceId, { textData }]);
  }
}

export const cases = [
  ["connect and stop", connects],
  ["messages of the server", receivesServerMessages],
  ["join, send, leave", joinsSendsAndLeaves],
  ["Duplicate", isToldOfDuplicates],
  ["Forbidden, events without a handler, invoke", isRefused],
  ["recovery after a cut", recovers],
];
