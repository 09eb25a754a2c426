import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import ts from 'typescript';
import { apiRoutes } from '../../src/api/app';
import type { ApiDeps } from '../../src/api/deps';
import { describeApi } from '../../src/api/openapi';
import { loadConfig } from '../../src/config';

interface Expression {
  where: string;
  source: string;
  flags: string;
}

/** What a client's or a log's text goes through; src/web runs in the browser of who typed it. */
const folders = [
  'activities',
  'api',
  'cli',
  'contract',
  'encode',
  'exports',
  'formats',
  'model',
  'objects',
  'stores',
  'temporal',
];

function expressionsOf(file: string): Expression[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ where: `${file}:${line}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    const isMade = ts.isNewExpression(node) && node.expression.getText() === 'RegExp';
    if (isMade) throw new Error(`${file} makes a RegExp at run time, which can't be checked here.`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const sources = folders
  .flatMap((folder) =>
    readdirSync(join('src', folder), { recursive: true }).map((name) => join('src', folder, String(name))),
  )
  .filter((file) => file.endsWith('.ts'));

/** The patterns of the schema library's own types (dates, URLs), as the OpenAPI document shows them. */
function patternsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'pattern' && typeof inner === 'string') found.add(inner);
    else patternsIn(inner, found);
  }
  return found;
}

const config = loadConfig({ MONGO_DB_CONNECTION_URL: 'mongodb://none', MONGO_DATABASE: 'none', GCS_BUCKET: 'none' });
const document = describeApi(apiRoutes({ config } as ApiDeps));
const all: Expression[] = [
  ...sources.flatMap(expressionsOf),
  ...[...patternsIn(document)].map((source) => ({ where: 'the API’s schemas', source, flags: '' })),
];

/** By its own limits of time, what is slow on a busy machine would be vulnerable. */
const countingSteps = { timeout: 60_000, attackTimeout: null, incubationTimeout: null };

test('there are expressions to check', () => expect(all.length).toBeGreaterThan(20));

test.each(all.map((one) => [`${one.where} /${one.source}/${one.flags}`, one] as const))(
  '%s takes time in proportion to the text',
  async (_name, { source, flags }) => {
    const found = await check(source, flags, countingSteps);
    expect(found.status).toBe('safe');
  },
);
