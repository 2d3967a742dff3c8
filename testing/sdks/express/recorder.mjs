// Stands between the emulator and the application, and writes down what passes: a line of JSON for each event and its response,
// in the form of `EventRecorder` of webpubsub-mock. Nothing is changed on the way.
import { once } from "node:events";
import { createServer, request as send } from "node:http";

// Left out: whoever reads the file could use them.
const SECRETS = new Set(["ce-signature", "authorization", "cookie", "set-cookie"]);

/** Listens on a free port and passes all on to this one. */
export async function startRecorder(port) {
  const lines = [];
  const server = createServer(async (request, response) => {
    const body = await whole(request);
    const { method, url: path, rawHeaders: headers } = request;
    const onward = send({ host: "127.0.0.1", port, method, path, headers, setHost: false }).end(body);
    try {
      const [came] = await once(onward, "response");
      const cameBody = await whole(came);
      if (method === "POST") lines.push(line(request, body, came, cameBody));
      response.writeHead(came.statusCode, came.rawHeaders).end(cameBody);
    } catch {
      response.destroy();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: (path) => `http://127.0.0.1:${server.address().port}${path}`,
    lines,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function line(request, body, response, responseBody) {
  const path = request.url.split("?")[0];
  const [sent, came] = [part(request, body), part(response, responseBody)];
  return JSON.stringify({ method: request.method, path, request: sent, status: response.statusCode, response: came });
}

function part({ rawHeaders }, body) {
  const headers = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at].toLowerCase(), Buffer.from(rawHeaders[at + 1], "latin1").toString()];
    if (!SECRETS.has(name)) headers.push([name, value]);
  }
  const text = body.toString();
  return { headers, ...(Buffer.from(text).equals(body) ? { text } : { base64: body.toString("base64") }) };
}
