import { defineConfig } from "vite";

// Relative addresses, so that the page also works behind a path of a gateway; everything is served by the node itself.
export default defineConfig({
  base: "./",
  build: { outDir: "../wwwroot", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
});
