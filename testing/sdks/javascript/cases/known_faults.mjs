// What this version of the SDK does wrong. A case that fails here is a fault that was repaired.
import assert from "node:assert/strict";

async function faultListIsNoIterator(w) {
  const found = w.service.group("g").listConnections();
  assert.equal(found[Symbol.asyncIterator], undefined);
  await found;
}

async function faultTextNeedsItsExactType(w) {
  const socket = await w.connect();
  await w.service.sendToAll("x", { contentType: "text/plain; charset=utf-8" });
  assert.equal(await socket.data("json"), "x");
}

/** A message to one group goes to everyone. */
async function faultDotsLeadElsewhere(w) {
  const socket = await w.connect();
  await w.service.group("..").sendToAll("x");
  assert.equal(await socket.data("json"), "x");
}

export const cases = [
  ["group.listConnections", faultListIsNoIterator],
  ["sendToAll", faultTextNeedsItsExactType],
  ["group.sendToAll", faultDotsLeadElsewhere],
];
