// The worker in workerd as the event handler of an emulator, with WebSocket clients.
//
//     node --experimental-websocket test.mjs WORKERD CONFIG EMULATOR
//
// WORKERD and EMULATOR are programs, CONFIG is the configuration beside the built worker.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const [workerd, config, emulatorProgram] = process.argv.slice(2);
const LIMIT = 20_000; // for whatever must come
const started = [];
process.on("exit", () => started.forEach((child) => child.kill()));
process.on("SIGTERM", () => process.exit(1));

function within(promise) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`not in ${LIMIT} ms`)), LIMIT)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Starts a program; the first line of one of its outputs that `pick` makes something of. */
async function start(program, args, output, env, pick) {
  const child = spawn(program, args, { env, stdio: ["ignore", output === 1 ? "pipe" : "inherit", "inherit", "pipe"] });
  started.push(child);
  for await (const line of createInterface({ input: child.stdio[output] })) {
    const found = pick(line);
    if (found) return found;
  }
  throw new Error(`${program} ended before it was ready`);
}

/** The emulator needs the worker's address, and the worker the emulator's: a port that leads to the worker's, once it is there. */
async function relay() {
  const target = {};
  const server = createServer((socket) => {
    const onward = connect(target.port, "127.0.0.1");
    for (const [from, to] of [[socket, onward], [onward, socket]]) from.on("error", () => to.destroy()).pipe(to);
  }).unref();
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { port: server.address().port, target };
}

async function world(key) {
  const { port, target } = await relay();
  const args = ["--port", "0", "--event-retry-delays", "none", "--event-handler", `chat=http://127.0.0.1:${port}/`];
  const connectionString = await start(emulatorProgram, args, 1, {}, (line) => line);
  const given = key ? connectionString.replace(/AccessKey=[^;]+/, `AccessKey=${key}`) : connectionString;
  const env = { WEBPUBSUB_CONNECTION_STRING: given };
  const workerdArgs = ["serve", config, "--socket-addr=http=127.0.0.1:0", "--control-fd=3"];
  target.port = await start(workerd, workerdArgs, 3, env, (line) => JSON.parse(line).port);
  return { connectionString, url: `http://127.0.0.1:${target.port}/` };
}

/** A WebSocket client; rejected if the service refuses it. */
async function client({ connectionString }, user) {
  const [, endpoint, key] = /Endpoint=([^;]+);AccessKey=([^;]+)/.exec(connectionString);
  const audience = `${endpoint}/client/hubs/chat`;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: audience, exp: Math.floor(Date.now() / 1000) + 300, sub: user };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  const jwt = `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
  const socket = new WebSocket(`${audience.replace("http", "ws")}?access_token=${jwt}`);
  const received = [], waiting = [];
  socket.onmessage = ({ data }) => (waiting.length ? waiting.shift()(data) : received.push(data));
  await within(new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject })));
  const next = () => within(received.length ? received.shift() : new Promise((resolve) => waiting.push(resolve)));
  return { next, send: (text) => socket.send(text) };
}

const tests = {
  async "who has not signed in is refused"(service) {
    await assert.rejects(client(service));
  },
  async "a message goes to the room, with the number that the state has"(service) {
    const ann = await client(service, "änn");
    const bob = await client(service, "bob");
    for (let number = 1; number <= 10; number += 1) {
      ann.send(`hi ${number} é`);
      for (const reader of [ann, bob]) assert.equal(await reader.next(), `änn (${number}): hi ${number} é`);
    }
    bob.send("bye");
    assert.equal(await ann.next(), "bob (1): bye");
  },
  async "what the service did not sign is refused"({ url }) {
    const event = { "ce-type": "azure.webpubsub.sys.connect", "ce-hub": "chat", "ce-connectionid": "c", "ce-userid": "eve" };
    for (const signature of [{}, { "ce-signature": `sha256=${"0".repeat(64)}` }]) {
      const response = await fetch(url, { method: "POST", headers: { ...event, ...signature }, body: "{}" });
      assert.deepEqual([response.status, await response.text()], [401, ""]);
    }
    assert.equal((await fetch(url)).status, 405);
  },
  async "a worker with another key lets nobody in"() {
    await assert.rejects(client(await world("another"), "ann"));
  },
};

const service = await world();
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test(service);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
