// What clients may do, and the tokens they come with.
import assert from "node:assert/strict";
import { refused } from "../world.mjs";

async function whatIsGrantedIsAllowed(w) {
  const socket = await w.connect();
  assert.equal(await socket.may("sendToGroup", "g", 1), false);
  await w.service.grantPermission(socket.id, "sendToGroup", { targetName: "g" });
  assert.equal(await socket.may("sendToGroup", "g", 2), true);
  assert.equal(await socket.may("sendToGroup", "h", 3), false);
  await w.service.grantPermission(socket.id, "joinLeaveGroup");
  assert.equal(await socket.may("joinGroup", "any", 4), true);
  await refused(404, w.service.grantPermission("nobody", "sendToGroup", { targetName: "g" }));
  await refused(400, w.service.grantPermission(socket.id, "fly", { targetName: "g" }));
}

async function whatIsRevokedIsNot(w) {
  const socket = await w.connect({ roles: ["webpubsub.sendToGroup"] });
  assert.equal(await socket.may("sendToGroup", "g", 1), true);
  await w.service.revokePermission(socket.id, "sendToGroup", { targetName: "g" });
  assert.equal(await socket.may("sendToGroup", "g", 2), false);
  assert.equal(await socket.may("sendToGroup", "h", 3), true);
  await w.service.revokePermission("nobody", "sendToGroup", { targetName: "g" });
}

async function permissionsAreTold(w) {
  const socket = await w.connect({ roles: ["webpubsub.sendToGroup.g", "webpubsub.joinLeaveGroups.room.*"] });
  const has = (permission, targetName) => w.service.hasPermission(socket.id, permission, { targetName });
  assert.equal(await has("sendToGroup", "g"), true);
  assert.equal(await has("sendToGroup", "h"), false);
  assert.equal(await has("joinLeaveGroup", "room.1"), true);
  assert.equal(await has("joinLeaveGroup", "room.1.2"), false);
  assert.equal(await has("sendToGroup"), false);
  assert.equal(await w.service.hasPermission("nobody", "sendToGroup", { targetName: "g" }), false);
}

async function tokensOpenTheHub(w) {
  const options = { userId: "ann", roles: ["webpubsub.sendToGroup"], groups: ["a", "b/c"], expirationTimeInMinutes: 5 };
  const socket = await w.connect(options);
  assert.equal(socket.user, "ann");
  assert.equal(await socket.may("sendToGroup", "g", 1), true);
  assert.equal(await w.service.groupExists("a"), true);
  const { url, baseUrl } = await w.service.getClientAccessToken();
  for (const bad of [`${url}x`, url.replace(`/hubs/${w.hub}`, "/hubs/other"), baseUrl]) await refused(401, w.open(bad));
  for (const [clientProtocol, path] of [["mqtt", "/clients/mqtt/hubs/"], ["socketio", "/clients/socketio/hubs/"]]) {
    assert.ok((await w.service.getClientAccessToken({ clientProtocol })).baseUrl.includes(path));
  }
}

export const cases = [
  ["grantPermission", whatIsGrantedIsAllowed],
  ["revokePermission", whatIsRevokedIsNot],
  ["hasPermission", permissionsAreTold],
  ["getClientAccessToken", tokensOpenTheHub],
];
