// Runs all cases with the SDK that is installed here:  main.mjs EMULATOR RESULTS
import { readFileSync, writeFileSync } from "node:fs";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import * as close from "./cases/close.mjs";
import * as faults from "./cases/known_faults.mjs";
import * as groups from "./cases/groups.mjs";
import * as permissions from "./cases/permissions.mjs";
import * as send from "./cases/send.mjs";
import { startEmulator } from "./emulator.mjs";
import { World, within } from "./world.mjs";

const LIMIT = 60_000; // for one case; none takes more than two seconds
const [program, results] = process.argv.slice(2);

const installed = new URL("node_modules/@azure/web-pubsub/package.json", import.meta.url);
const client = `javascript-${JSON.parse(readFileSync(installed, "utf8")).version}`;
const emulator = await startEmulator(program);
const rows = [];
const done = new Set();
const cases = [send, close, groups, permissions, faults].flatMap((module) => module.cases);
for (const [index, [operation, run]] of cases.entries()) {
  const world = new World(emulator.connectionString, `h${index}`);
  let result = "passed";
  try {
    await within(LIMIT, run(world));
  } catch (error) {
    result = `failed: ${error}`;
    console.error(error);
  }
  world.close();
  done.add(operation);
  rows.push({ operation, case: run.name, client, result });
}

const methods = (prototype, prefix) =>
  Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== "constructor" && typeof Object.getOwnPropertyDescriptor(prototype, name).value === "function")
    .map((name) => prefix + name);
const service = new WebPubSubServiceClient(emulator.connectionString, "chat", { allowInsecureConnection: true });
const operations = [
  ...methods(WebPubSubServiceClient.prototype, "").filter((name) => name !== "group"),
  ...methods(Object.getPrototypeOf(service.group("g")), "group."),
];
for (const operation of operations.filter((operation) => !done.has(operation))) {
  rows.push({ operation, case: "", client, result: "failed: no case" });
}

const code = await emulator.stop();
rows.push({ operation: "stop", case: "emulator", client: "signal", result: code === 0 ? "passed" : `failed: exit code ${code}` });
writeFileSync(results, JSON.stringify(rows, null, 1));
const failed = rows.filter((row) => row.result !== "passed");
failed.forEach((row) => console.log(row));
console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);
