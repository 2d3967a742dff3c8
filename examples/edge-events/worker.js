// The entry: starts the WebAssembly module once, and passes each request to it.
import { initSync, respond } from "./dist/edge_events.js";
import module from "./dist/edge_events_bg.wasm";

initSync({ module });

export default {
  fetch: (request, env) => respond(request, env),
};
