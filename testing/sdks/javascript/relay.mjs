// A TCP relay to the emulator, which can break all connections off.
import { once } from "node:events";
import { connect, createServer } from "node:net";

export async function startRelay(port) {
  const sockets = new Set();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    /** Breaks all connections off, whatever is under way. */
    cut() {
      sockets.forEach((socket) => socket.resetAndDestroy());
    },
    stop() {
      this.cut();
      server.close();
    },
  };
}
