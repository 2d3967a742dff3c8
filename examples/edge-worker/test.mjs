// The worker in workerd against an emulator: what is posted arrives at a WebSocket client, and nothing else arrives.
//
//     node --experimental-websocket test.mjs WORKERD CONFIG EMULATOR
//
// WORKERD is the program, CONFIG the configuration beside the built worker, EMULATOR the emulator's connection string.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const [program, config, connectionString] = process.argv.slice(2);
const { Endpoint: endpoint, AccessKey: key } = Object.fromEntries(
  connectionString.split(";").filter(Boolean).map((part) => part.match(/^([^=]+)=(.*)$/).slice(1)),
);
const token = "open-sesame";
const started = [];
process.on("exit", () => started.forEach((child) => child.kill()));
process.on("SIGTERM", () => process.exit(1));

/** Starts workerd on a free port; returns its address as soon as it listens. */
async function worker(env) {
  const child = spawn(program, ["serve", config, "--socket-addr=http=127.0.0.1:0", "--control-fd=3"], {
    env,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  started.push(child);
  for await (const line of createInterface({ input: child.stdio[3] })) {
    const { event, port } = JSON.parse(line);
    if (event === "listen") return `http://127.0.0.1:${port}`;
  }
  throw new Error("workerd ended before it listened");
}

/** A service that sends these responses, one for each request, and records when the requests arrive. */
async function service(responses) {
  const times = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      times.push(Date.now());
      const [status, headers, body] = responses.shift();
      response.writeHead(status, headers).end(body);
    });
  }).unref();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { times, connectionString: `Endpoint=http://127.0.0.1:${server.address().port};AccessKey=${key};Version=1.0;` };
}

/** A WebSocket client in the group `lobby`, which collects what it receives. */
async function subscriber() {
  const audience = `${endpoint}/client/hubs/chat`;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: audience, exp: Math.floor(Date.now() / 1000) + 300, "webpubsub.group": ["lobby"] };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  const jwt = `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
  const socket = new WebSocket(`${audience.replace("http", "ws")}?access_token=${jwt}`);
  socket.binaryType = "arraybuffer";
  const received = [], waiting = [];
  socket.onmessage = ({ data }) => {
    const value = typeof data === "string" ? data : new Uint8Array(data);
    waiting.length ? waiting.shift()(value) : received.push(value);
  };
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  const next = () => (received.length ? Promise.resolve(received.shift()) : new Promise((resolve) => waiting.push(resolve)));
  return { next, received };
}

function post(url, body, type, more = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(type && { "content-type": type }) };
  return fetch(url, { method: "POST", headers, body, ...more });
}

const tests = {
  async "text, JSON and bytes arrive as they were posted"({ url, client }) {
    assert.equal((await post(url, "héllo", "text/plain; charset=utf-8")).status, 202);
    assert.equal(await client.next(), "héllo");
    assert.equal((await post(url, '{"a": 1}', "application/json")).status, 202);
    assert.equal(await client.next(), '{"a": 1}');
    assert.equal((await post(url, new Uint8Array([0, 255]))).status, 202);
    assert.deepEqual(await client.next(), new Uint8Array([0, 255]));
  },
  async "a group receives its own messages only"({ url, client }) {
    assert.equal((await post(`${url}/?group=other%2Froom`, "not for you", "text/plain")).status, 202);
    assert.equal((await post(`${url}/?x=1&group=lobby`, "for you", "text/plain")).status, 202);
    assert.equal(await client.next(), "for you");
  },
  async "without the token nothing is published"({ url, client }) {
    for (const authorization of ["", "Bearer ", "Bearer wrong", token]) {
      assert.equal((await post(url, "no", "text/plain", { headers: { authorization } })).status, 401);
    }
    assert.equal((await fetch(url)).status, 405);
    assert.equal((await post(url, "after", "text/plain")).status, 202);
    assert.equal(await client.next(), "after");
  },
  async "an invalid message is rejected with the reason"({ url, client }) {
    const invalid = await post(url, "{", "application/json");
    assert.equal(invalid.status, 400);
    assert.match(await invalid.text(), /json/i);
    const group = await post(`${url}/?group=..`, "to everybody?", "text/plain");
    assert.equal(group.status, 400);
    assert.match(await group.text(), /^group: /);
    assert.equal((await post(url, new Uint8Array([255]), "text/plain")).status, 400);
    assert.deepEqual(client.received, []);
  },
  async "a wrong key is reported, and not shown"() {
    const WEBPUBSUB_CONNECTION_STRING = connectionString.replace(key, `wrong-${key}`);
    const url = await worker({ PUBLISH_TOKEN: token, WEBPUBSUB_CONNECTION_STRING });
    const response = await post(url, "hi", "text/plain");
    const text = await response.text();
    assert.equal(response.status, 502);
    assert.match(text, /^401 from 127\.0\.0\.1/);
    assert.ok(!text.includes(key), text);
  },
  async "a response's headers say how long to wait, and what was wrong"() {
    const { times, connectionString } = await service([
      [429, { "retry-after-ms": "300" }, "slow down"],
      [202, {}, ""],
      [403, { "x-ms-error-code": "Some.Code" }, ""],
    ]);
    const url = await worker({ PUBLISH_TOKEN: token, WEBPUBSUB_CONNECTION_STRING: connectionString });
    assert.equal((await post(url, "hi", "text/plain")).status, 202);
    assert.ok(times[1] - times[0] >= 300, `${times[1] - times[0]} ms`);
    const forbidden = await post(url, "hi", "text/plain");
    assert.equal(forbidden.status, 502);
    assert.match(await forbidden.text(), /^403 .*Some\.Code/);
    assert.equal(times.length, 3);
  },
  async "without a response, the message may have been accepted"() {
    const WEBPUBSUB_CONNECTION_STRING = `Endpoint=http://127.0.0.1:1;AccessKey=${key};Version=1.0;`;
    const url = await worker({ PUBLISH_TOKEN: token, WEBPUBSUB_CONNECTION_STRING });
    const response = await post(url, "hi", "text/plain");
    assert.equal(response.status, 502);
    assert.match(await response.text(), /not retried, the message may have been accepted/);
  },
  async "without its secrets it publishes nothing"() {
    const url = await worker({ WEBPUBSUB_CONNECTION_STRING: connectionString });
    assert.equal((await post(url, "hi", "text/plain")).status, 401);
    assert.equal((await post(await worker({ PUBLISH_TOKEN: token }), "hi", "text/plain")).status, 500);
  },
};

const url = await worker({ PUBLISH_TOKEN: token, WEBPUBSUB_CONNECTION_STRING: connectionString });
const client = await subscriber();
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test({ url, client });
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
