import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const SERVICE = 'http://127.0.0.1:3000';

/** Files go below `assets/`, named by their content; nothing is inlined, which the page's policy would refuse. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: resolve(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // `npx vite console` serves the sources, with the API of a service that runs beside it.
  server: { proxy: { '/api': SERVICE, '/console/session': SERVICE, '/health': SERVICE } },
});
