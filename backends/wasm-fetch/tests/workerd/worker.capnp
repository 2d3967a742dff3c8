# The judge twice: as workers are made today, and as of a date when requests had no `cache`.
using Workerd = import "/workerd/workerd.capnp";

const modules :List(Workerd.Worker.Module) = [
  (name = "worker.js", esModule = embed "worker.js"),
  (name = "judge.js", esModule = embed "judge.js"),
  (name = "judge_bg.wasm", wasm = embed "judge_bg.wasm"),
];

const server :Workerd.Worker.Binding = (name = "FAULT_SERVER", fromEnvironment = "FAULT_SERVER");

const config :Workerd.Config = (
  services = [
    (name = "new", worker = (
      modules = .modules,
      bindings = [.server, (name = "OF_2023", json = "false")],
      compatibilityDate = "2026-01-01",
    )),
    (name = "old", worker = (
      modules = .modules,
      bindings = [.server, (name = "OF_2023", json = "true")],
      compatibilityDate = "2023-01-01",
    )),
    (name = "internet", network = (allow = ["private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "new", address = "127.0.0.1:0", http = (), service = "new"),
    (name = "old", address = "127.0.0.1:0", http = (), service = "old"),
  ],
);
