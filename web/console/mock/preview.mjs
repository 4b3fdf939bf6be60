// For developing the console only: the built console, with the content policy it is meant for, before a made-up API.
import { createReadStream, existsSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { startMock } from "./api.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
// The hash is of the one <style> that wavesurfer.js puts into its shadow root.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-Txpp2hh5OoXvJGhUxJbFyEnnoWJBIRJRY/mg0M3HqKc='; img-src 'self' data:; connect-src 'self'; media-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function serveFile(request, response) {
  const asked = join(DIST, normalize(new URL(request.url, "http://mock").pathname));
  const file = existsSync(asked) && statSync(asked).isFile() ? asked : join(DIST, "index.html");
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  createReadStream(file).pipe(response);
}

const port = Number(process.env.PORT ?? 4173);
const mock = await startMock({ port, empty: process.argv.includes("--empty"), fallback: serveFile });
console.log(`http://127.0.0.1:${mock.port}/`);
