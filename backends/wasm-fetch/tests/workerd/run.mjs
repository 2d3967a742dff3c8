// Prints the report of each judge in workerd.
//
//     node run.mjs WORKERD CONFIG FAULT_SERVER
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [program, config, server] = process.argv.slice(2);
const workerd = spawn(program, ["serve", config, "--control-fd=3"], {
  env: { FAULT_SERVER: server },
  stdio: ["ignore", "inherit", "inherit", "pipe"],
});
process.on("exit", () => workerd.kill());
process.on("SIGTERM", () => process.exit(1));

const ports = {};
for await (const line of createInterface({ input: workerd.stdio[3] })) {
  const { socket, port } = JSON.parse(line);
  ports[socket] = port;
  if (ports.new && ports.old) break;
}
let passed = 0, failed = 0;
for (const [name, port] of Object.entries(ports)) {
  console.log(`-- ${name} worker`);
  const response = await fetch(`http://127.0.0.1:${port}`);
  const report = await response.text();
  console.log(report);
  const ok = report.match(/^ok /gm)?.length ?? 0;
  passed += ok;
  failed += report.match(/^FAILED /gm)?.length ?? 0;
  if (response.status !== 200 || ok === 0) failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
