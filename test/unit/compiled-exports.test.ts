import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCES = path.join(__dirname, '../../src');

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith(`web${path.sep}`))
  .map((file) => ({ file, text: readFileSync(path.join(SOURCES, file), 'utf8') }));

const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };

/** What a module exports and, compiled, uses by the name `exports` itself. */
function ownExportsUsed(text: string): string[] {
  const compiled = ts.transpileModule(text, { compilerOptions }).outputText.replace(/^exports\..* = void 0;$/gm, '');
  const names = [...compiled.matchAll(/^exports\.(\w+) = /gm)].map(([, name]) => name!);
  return names.filter((name) => new RegExp(`[^\\n]\\bexports\\.${name}\\b`).test(compiled));
}

/** Compiled, a module's own exports are properties of `exports`, which a variable of that name would hide from it. */
test('no module that calls the record store `exports` uses an export of its own by that name', () => {
  const storeUsers = sources.filter(({ text }) => /\{[^{}]*\bexports\b[^{}:]*\}\s*[:=]|\bconst exports\b/.test(text));
  expect(storeUsers.length).toBeGreaterThan(5);
  expect(storeUsers.flatMap(({ file, text }) => ownExportsUsed(text).map((name) => `${file}: ${name}`))).toEqual([]);
});

test('such a use is noticed', () => {
  const text = `export const isOpen = () => true;
    export const ask = ({ exports }: { exports: object }) => isOpen() && exports;`;
  expect(ownExportsUsed(text)).toEqual(['isOpen']);
});
