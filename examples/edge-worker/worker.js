// The entry: starts the WebAssembly module once, and hands each request to it.
import { answer, initSync } from "./dist/edge_worker.js";
import module from "./dist/edge_worker_bg.wasm";

initSync({ module });

export default {
  fetch: (request, env) => answer(request, env),
};
