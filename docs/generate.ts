/**
 * `npm run docs`: writes the parts of README.md, .env.example, the Helm chart and docker-compose.yml that the code is the
 * source of: the field catalogue, the filters and the configuration. A test fails where they are not what this would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../src/config';
import { fields } from '../src/model/fields';
import { DEFAULT_MAX_LOGS, filtersSchema } from '../src/model/filters';
import { chartSchema, chartValues, composeFile } from './deploy-settings';
import { code, table } from './markdown';
import { metricsPage } from './metrics-page';

const root = join(__dirname, '..');

interface Documented {
  description: string;
  default?: string;
  required?: boolean;
}

function fieldTable(): string {
  const shown = fields.filter((field) => field.alias === null || fields.indexOf(field) < indexOfName(field.alias));
  const rows = shown.map(({ name, alias, description, scope }) => [
    code(name),
    alias === null ? '' : code(alias),
    description + (scope === null ? '' : ` Needs the scope \`${scope}\`.`),
  ]);
  return table(['field', 'earlier name', 'value'], rows);
}

const indexOfName = (name: string) => fields.findIndex((field) => field.name === name);

function filterTable(): string {
  const { shape } = filtersSchema(DEFAULT_MAX_LOGS);
  return table(
    ['filter', 'matches'],
    Object.entries(shape).map(([name, schema]) => [code(name), descriptionOf(schema)]),
  );
}

/** An optional schema passes its description on to the one inside. */
function descriptionOf(schema: { description?: string | undefined; unwrap(): unknown }): string {
  const inner = schema.unwrap() as { description?: string | undefined };
  return schema.description ?? inner.description ?? '';
}

function settingTable(): string {
  const rows = Object.entries<Documented>(settings).map(([name, setting]) => [
    code(name),
    setting.required ? '**required**' : setting.default === undefined ? '' : code(setting.default),
    setting.description.replaceAll('|', '\\|'),
  ]);
  return table(['variable', 'default', 'meaning'], rows);
}

function envExample(): string {
  const entries = Object.entries<Documented>(settings).map(([name, setting]) => {
    const line = `${name}=${setting.default ?? ''}`;
    return `# ${setting.description}\n${setting.required ? line : `# ${line}`}`;
  });
  return `# Made by \`npm run docs\` from src/config.ts.\n\n${entries.join('\n\n')}\n`;
}

function withSections(readme: string): string {
  const sections = { fields: fieldTable(), filters: filterTable(), configuration: settingTable() };
  return Object.entries(sections).reduce((text, [name, content]) => {
    const between = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!between.test(text)) throw new Error(`README.md has no place for ${name}.`);
    return text.replace(between, (_, before: string, after: string) => `${before}\n${content}\n\n${after}`);
  }, readme);
}

const deployed = {
  'deploy/helm/logs-export/values.yaml': chartValues,
  'deploy/helm/logs-export/values.schema.json': chartSchema,
  'docker-compose.yml': composeFile,
};

/** Every generated file with what it holds and what it should hold. */
export function generatedFiles(): { path: string; current: string; wanted: string }[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return [
    { path: 'README.md', current: read('README.md'), wanted: withSections(read('README.md')) },
    { path: '.env.example', current: read('.env.example'), wanted: envExample() },
    { path: 'docs/metrics.md', current: read('docs/metrics.md'), wanted: metricsPage() },
    ...Object.entries(deployed).map(([path, write]) => ({ path, current: read(path), wanted: write(read(path)) })),
  ];
}

if (require.main === module) {
  for (const { path, wanted } of generatedFiles()) writeFileSync(join(root, path), wanted);
}
