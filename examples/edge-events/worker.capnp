# The worker in workerd, the runtime of Cloudflare Workers, on this machine: workerd serve worker.capnp
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # A worker may call the internet only; the emulator is on this machine.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "dist/edge_events.js", esModule = embed "dist/edge_events.js"),
    (name = "dist/edge_events_bg.wasm", wasm = embed "dist/edge_events_bg.wasm"),
  ],
  bindings = [
    (name = "WEBPUBSUB_CONNECTION_STRING", fromEnvironment = "WEBPUBSUB_CONNECTION_STRING"),
  ],
  compatibilityDate = "2026-01-01",
);
