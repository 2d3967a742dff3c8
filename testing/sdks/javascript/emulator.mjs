// The emulator's program, on a free port, with these arguments.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startEmulator(program, arguments_ = []) {
  const child = spawn(program, ["--port", "0", ...arguments_], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  process.on("exit", () => child.kill());
  const [connectionString] = await once(createInterface({ input: child.stdout }), "line");
  if (!connectionString.startsWith("Endpoint=http://127.0.0.1:")) {
    throw new Error(`unexpected first line: ${connectionString}`);
  }
  return {
    connectionString,
    async stop() {
      child.kill("SIGTERM");
      const [code] = await exit;
      return code;
    },
  };
}
