/**
 * The settings in what deploys the service, from src/config.ts: the chart's values and their schema, and what
 * docker-compose.yml passes on. Written by `npm run docs`.
 */
import { settings } from '../src/config';

interface Described {
  description: string;
  default?: string;
  secret?: boolean;
}

/** Those that name files: the chart sets them from the Secrets that it mounts. */
const isFile = (name: string) => name.endsWith('_FILE');
const all = Object.entries<Described>(settings);
const plain = all.filter(([name, { secret }]) => !secret && !isFile(name));
const secret = all.filter((entry) => entry[1].secret);

/** Puts lines between the file's two markers, indented as these are. */
function between(text: string, path: string, lines: (indent: string) => string[]): string {
  const section = /^( *)(# generated: settings[^\n]*\n)[^]*?(^ *# end\n)/m;
  if (!section.test(text)) throw new Error(`${path} has no place for the settings.`);
  return text.replace(section, (_, indent: string, first: string, last: string) => {
    const written = lines(indent).map((line) => `${indent}${line}\n`);
    return [indent, first, ...written, last].join('');
  });
}

export const chartValues = (current: string): string =>
  between(current, 'values.yaml', () =>
    plain.flatMap(([name, { description, default: fallback }]) => [
      `# ${description}${fallback === undefined ? '' : ` Default: ${fallback}`}`,
      `${name}: ''`,
    ]),
  );

export function chartSchema(current: string): string {
  const schema = JSON.parse(current) as { definitions: { settings: object; remoteRefs: object } };
  const properties = (entries: typeof all, definition: string) =>
    Object.fromEntries(entries.map(([name]) => [name, { $ref: `#/definitions/${definition}` }]));
  schema.definitions.settings = {
    type: 'object',
    additionalProperties: false,
    properties: properties(plain, 'setting'),
  };
  schema.definitions.remoteRefs = {
    type: 'object',
    additionalProperties: false,
    properties: properties(secret, 'remoteRef'),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Compose passes on what the file itself does not set. A setting that names a file needs a volume, too. */
export const composeFile = (current: string): string =>
  between(current, 'docker-compose.yml', (indent) => {
    const outside = current.replace(/# generated: settings[^]*?# end\n/, '');
    const isSet = (name: string) => new RegExp(`^${indent}${name}:`, 'm').test(outside);
    const passed = all.filter(([name]) => !isFile(name) && !isSet(name));
    return passed.map(([name]) => `${name}: \${${name}:-}`);
  });
