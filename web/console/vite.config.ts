import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const service = process.env.RINGBACK_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/",
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 700, modulePreload: { polyfill: false } },
  server: { proxy: { "/api": { target: service, ws: true } } },
  test: { pool: "threads", include: ["tests/**/*.test.{ts,tsx}"] },
});
