// Hands the address of the fault server to the judge, and its report back.
import { initSync, judge } from "./judge.js";
import module from "./judge_bg.wasm";

initSync({ module });

export default {
  fetch: async (request, env) => new Response(await judge(env.FAULT_SERVER, env.OF_2023)),
};
