import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const pack = [
  ['.br', (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
  ['.gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
];

/** Writes each asset packed as well, which the API then serves: once at build, and as tightly as can be. */
const packAssets = {
  name: 'pack-assets',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
    await Promise.all(
      assets.flatMap((name) =>
        pack.map(async ([extension, packed]) => {
          const path = join(dir, name);
          await writeFile(path + extension, await packed(await readFile(path)));
        }),
      ),
    );
  },
};

/** The web page: built into dist/web, which the API serves at `/`. */
export default defineConfig({
  root: 'src/web',
  // Relative, so that the page also works behind a proxy that serves it under a path.
  base: './',
  plugins: [packAssets],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of its own origin: the content security policy allows no inline script or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
  server: { port: 5173, proxy: { '/v1': process.env.API_URL ?? 'http://127.0.0.1:8080' } },
});
