# The worker in workerd, the runtime of Cloudflare Workers, with the emulator on this machine as the service.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "dist/cloudflare_worker_bg.wasm", wasm = embed "dist/cloudflare_worker_bg.wasm"),
  ],
  bindings = [
    (name = "WEBPUBSUB_CONNECTION_STRING", fromEnvironment = "WEBPUBSUB_CONNECTION_STRING"),
    (name = "PUBLISH_TOKEN", fromEnvironment = "PUBLISH_TOKEN"),
  ],
  compatibilityDate = "2026-01-01",
);
