import { defineConfig } from 'vite';

/** The web page: built into dist/web, which the API serves at `/`. */
export default defineConfig({
  root: 'src/web',
  // Relative, so that the page also works behind a proxy that serves it under a path.
  base: './',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of its own origin: the content security policy allows no inline script or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 150,
  },
  server: { port: 5173, proxy: { '/v1': process.env.API_URL ?? 'http://127.0.0.1:8080' } },
});
