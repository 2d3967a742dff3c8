// What a case works with: an SDK client of a hub of its own, and WebSocket clients.
import assert from "node:assert/strict";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import WebSocket from "ws";

const JSON_PROTOCOL = "json.webpubsub.azure.v1";
const LIMIT = 20_000; // for one frame

export const TEXT = { contentType: "text/plain" };
export const APP_SERVER_CLOSED = "Application server closed the connection.";

/** The promise, or an error when it takes longer. */
export async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** That the call fails with this status. */
export const refused = (status, promise) => assert.rejects(promise, (error) => error.statusCode === status);

export class World {
  #sockets = [];

  constructor(connectionString, hub) {
    this.hub = hub;
    this.service = new WebPubSubServiceClient(connectionString, hub, { allowInsecureConnection: true });
  }

  /** A JSON client with a token of the SDK. */
  async connect(token) {
    const { url } = await this.service.getClientAccessToken(token);
    const socket = await this.open(url, JSON_PROTOCOL);
    const greeting = await socket.frame();
    assert.equal(greeting.event, "connected");
    return Object.assign(socket, { id: greeting.connectionId, user: greeting.userId });
  }

  async connectSimple(token) {
    return this.open((await this.service.getClientAccessToken(token)).url);
  }

  async open(url, protocol) {
    const socket = new Socket(url, protocol);
    this.#sockets.push(socket);
    await within(LIMIT, socket.opened);
    return socket;
  }

  /** Each has got what it gets, and nothing more. */
  async settle(...sockets) {
    for (const socket of sockets) {
      await this.service.sendToConnection(socket.id, "end", TEXT);
      assert.equal((await socket.frame()).data, "end");
    }
  }

  close() {
    this.#sockets.forEach((socket) => socket.socket.terminate());
  }
}

class Socket {
  #frames = [];
  #waiting = [];

  constructor(url, protocol) {
    this.socket = protocol ? new WebSocket(url, protocol) : new WebSocket(url);
    this.opened = new Promise((resolve, reject) => {
      this.socket.on("open", resolve);
      this.socket.on("unexpected-response", (_, response) => {
        reject(Object.assign(new Error("refused"), { statusCode: response.statusCode }));
      });
      this.socket.on("error", reject);
    });
    this.opened.catch(() => {});
    this.ended = new Promise((resolve) => this.socket.on("close", (code) => resolve(code)));
    this.socket.on("message", (data, binary) => {
      const frame = binary ? data : data.toString();
      const waiting = this.#waiting.shift();
      if (waiting) waiting(frame);
      else this.#frames.push(frame);
    });
  }

  /** The next frame: a string, or a Buffer. */
  async receive() {
    if (this.#frames.length > 0) return this.#frames.shift();
    return within(LIMIT, new Promise((resolve) => this.#waiting.push(resolve)));
  }

  async frame() {
    return JSON.parse(await this.receive());
  }

  /** The data of the next message, which must be such a one. */
  async data(dataType, from = "server", group = undefined) {
    const frame = await this.frame();
    assert.deepEqual([frame.type, frame.dataType, frame.from, frame.group], ["message", dataType, from, group]);
    return dataType === "binary" ? Buffer.from(frame.data, "base64") : frame.data;
  }

  /** That the emulator closes, for this reason. */
  async closed(reason) {
    const last = await this.frame();
    assert.deepEqual([last.event, last.message], ["disconnected", APP_SERVER_CLOSED + (reason ? ` Reason: ${reason}` : "")]);
    assert.equal(await within(LIMIT, this.ended), 1000);
  }

  /** Whether a request of this kind is allowed. */
  async may(type, group, ackId) {
    this.socket.send(JSON.stringify({ type, group, data: 1, noEcho: true, ackId }));
    const ack = await this.frame();
    assert.deepEqual([ack.type, ack.ackId], ["ack", ackId]);
    return ack.success;
  }
}
