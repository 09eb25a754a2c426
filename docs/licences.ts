/**
 * `npm run docs:licences`: writes docs/licences.md, the licences of all that is installed for production, from the lock
 * file. A test fails where it is not what this would write, or where a licence is not among those that we accept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
export const licencesFile = join(__dirname, 'licences.md');

/** Licences that ask for no more than their notice to be kept; CC-BY-4.0 is that of a table of data (caniuse-lite). */
export const accepted = new Set([
  ...[
    'MIT',
    'Apache-2.0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'CC0-1.0',
    'CC-BY-4.0',
    'Unlicense',
  ],
]);

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
}

/** What the package itself says where the lock file does not. */
const statedElsewhere: Readonly<Record<string, string>> = { unionfs: 'Unlicense' };

export interface Dependency {
  name: string;
  version: string;
  licence: string;
}

/** What an installation without development dependencies holds, builds for other platforms included, by name. */
export function productionDependencies(): Dependency[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const rows = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, link }]) => path !== '' && !dev && !devOptional && !link)
    .map(([path, { version, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: license ?? statedElsewhere[name] ?? 'not stated' };
    });
  const unique = new Map(rows.map((row) => [`${row.name}@${row.version}`, row]));
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** An expression is accepted where all its parts (AND), or one of them (OR), are. */
export function isAccepted(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAccepted);
  return bare.split(' AND ').every((part) => accepted.has(part));
}

export function licencesPage(): string {
  const rows = productionDependencies();
  const counts = new Map<string, number>();
  for (const { licence } of rows) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const summary = [...counts].sort((a, b) => b[1] - a[1]).map(([licence, count]) => `${licence} (${count})`);
  const cells = [
    ['package', 'version', 'licence'],
    ...rows.map((row) => [`\`${row.name}\``, row.version, row.licence]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = cells.map(line);
  return [
    '# Licences of the production dependencies\n',
    `Made by \`npm run docs:licences\` from the lock file. ${rows.length} packages: ${summary.join(', ')}.\n`,
    ...[head, line(widths.map((width) => '-'.repeat(width))), ...body],
    '',
  ].join('\n');
}

if (require.main === module) writeFileSync(licencesFile, licencesPage());
