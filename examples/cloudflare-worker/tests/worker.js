// The entry that worker-build would generate.
import { fetch, initSync } from "./dist/cloudflare_worker.js";
import module from "./dist/cloudflare_worker_bg.wasm";

initSync({ module });

export default { fetch };
