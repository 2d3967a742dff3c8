// An upstream application as people write it with Microsoft's middleware, and what it saw.
import { once } from "node:events";
import { WebPubSubEventHandler } from "@azure/web-pubsub-express";
import express from "express";

/** Listens on a free port. Its hubs can be set once the emulator's endpoint is known. */
export async function startApp() {
  const app = express();
  const [seen, views] = [[], []];
  let middlewares = [];
  app.use((request, response, next) => {
    const step = (index) => (middlewares[index] ? middlewares[index](request, response, () => step(index + 1)) : next());
    step(0);
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    /** All events so far as the middleware handed them over: lines of JSON. */
    views,
    /** The events of a hub so far: name, context and what the request says. */
    seen: (hub) => seen.filter((event) => event.context.hub === hub),
    serve(hubs) {
      middlewares = hubs.map(([hub, allowedEndpoints]) => handler(hub, allowedEndpoints, seen, views).getMiddleware());
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function handler(hub, allowedEndpoints, seen, views) {
  const note = (request) => {
    seen.push({ name: request.context.eventName, ...request });
    // At once: the handler's changes of the state show in its request.
    const { signature, ...context } = request.context;
    const bytes = Buffer.isBuffer(request.data) && { data: request.data.toString("base64") };
    views.push(JSON.stringify({ ...request, ...bytes, context }));
  };
  return new WebPubSubEventHandler(hub, {
    // Of handlers with one path, the first responds to every OPTIONS.
    path: `/eventhandler/${hub}`,
    allowedEndpoints,
    handleConnect(request, response) {
      note(request);
      if (request.query.refuse) {
        response.fail(Number(request.query.refuse[0]), "not you");
        return;
      }
      response.setState("room", "lobby");
      response.success({
        userId: "bob",
        groups: ["lobby"],
        roles: ["webpubsub.sendToGroup.lobby"],
        subprotocol: request.subprotocols?.[0],
      });
    },
    handleUserEvent(request, response) {
      note(request);
      const { eventName, states } = request.context;
      if (eventName === "fail") {
        response.fail(400, "no");
      } else if (eventName === "count") {
        response.setState("count", (states.count ?? 0) + 1);
        response.success(`${states.room} ${states.count ?? 0}`, "text");
      } else if (eventName === "quiet") {
        response.success();
      } else {
        const data = request.dataType === "json" ? JSON.stringify(request.data) : request.data;
        response.success(data, request.dataType);
      }
    },
    onConnected: note,
    onDisconnected: note,
  });
}
