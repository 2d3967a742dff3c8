// Calls the worker in workerd: what is posted with the token is accepted by the emulator, and nothing else.
//
//     node run.mjs WORKERD CONFIG EMULATOR
//
// WORKERD is the program, CONFIG the configuration beside the built worker, EMULATOR the emulator's connection string.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [program, config, WEBPUBSUB_CONNECTION_STRING] = process.argv.slice(2);
const workerd = spawn(program, ["serve", config, "--control-fd=3"], {
  env: { WEBPUBSUB_CONNECTION_STRING, PUBLISH_TOKEN: "open-sesame" },
  stdio: ["ignore", "inherit", "inherit", "pipe"],
});
process.on("exit", () => workerd.kill());
process.on("SIGTERM", () => process.exit(1));
const { value: line } = await createInterface({ input: workerd.stdio[3] })[Symbol.asyncIterator]().next();
const url = `http://127.0.0.1:${JSON.parse(line).port}`;

let passed = 0, failed = 0;
for (const [authorization, body, status, text] of [
  ["Bearer open-sesame", "hello", 202, /^accepted$/],
  ["Bearer open-sesamf", "hello", 401, /token/],
  ["Bearer ", "hello", 401, /token/],
  ["", "hello", 401, /token/],
  ["Bearer open-sesame", "x".repeat(1_048_577), 502, /message: /],
]) {
  const response = await fetch(url, { method: "POST", headers: { authorization }, body });
  const got = await response.text();
  const ok = response.status === status && text.test(got);
  ok ? passed++ : failed++;
  console.log(`${ok ? "ok    " : "FAILED"} ${authorization || "no token"}, ${body.length} bytes: ${response.status} ${got}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
