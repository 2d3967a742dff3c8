// Runs the cases of clients, Microsoft's and one of another library:  protocols.mjs EMULATOR RESULTS
import { readFileSync, writeFileSync } from "node:fs";
import { WebPubSubServiceClient } from "@azure/web-pubsub";
import { startEmulator } from "./emulator.mjs";
import * as client from "./protocols/client.mjs";
import * as protobuf from "./protocols/protobuf.mjs";
import { startRelay } from "./relay.mjs";
import { World, within } from "./world.mjs";

const LIMIT = 60_000; // for one case; none takes more than ten seconds
const [program, results] = process.argv.slice(2);

const version = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const clients = [
  [`@azure/web-pubsub-client ${version("@azure/web-pubsub-client")}`, client.cases],
  [`protobufjs ${version("protobufjs")}`, protobuf.cases],
];

/** Clients connect through a relay, callers directly. */
class RelayedWorld extends World {
  #last = [];

  constructor(connectionString, relay, hub) {
    super(connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${relay.port}`), hub);
    this.relay = relay;
    this.direct = new WebPubSubServiceClient(connectionString, hub, { allowInsecureConnection: true });
  }

  later(step) {
    this.#last.push(step);
  }

  close() {
    this.#last.forEach((step) => step());
    super.close();
  }
}

const emulator = await startEmulator(program);
const relay = await startRelay(Number(/127\.0\.0\.1:(\d+)/.exec(emulator.connectionString)[1]));
const rows = [];
for (const [name, cases] of clients) {
  for (const [feature, run] of cases) {
    const world = new RelayedWorld(emulator.connectionString, relay, `h${rows.length}`);
    let result = "passed";
    try {
      await within(LIMIT, run(world));
    } catch (error) {
      result = `failed: ${error}`;
      console.error(error);
    }
    world.close();
    rows.push({ feature, case: run.name, client: name, result });
  }
}
relay.stop();
await emulator.stop();
writeFileSync(results, JSON.stringify(rows, null, 1));
const failed = rows.filter((row) => row.result !== "passed");
failed.forEach((row) => console.log(row));
console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);
