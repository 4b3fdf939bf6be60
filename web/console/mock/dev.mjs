// For developing the console only: Vite with hot reload, before a made-up API. Any name and password sign in:
// `admin`, `agent`, or anything else for a supervisor; the password `wrong` is refused.
import { createServer } from "vite";

import { startMock } from "./api.mjs";

const mock = await startMock({ empty: process.argv.includes("--empty") });
const vite = await createServer({ server: { proxy: { "/api": { target: `http://127.0.0.1:${mock.port}`, ws: true } } } });
await vite.listen();
vite.printUrls();
