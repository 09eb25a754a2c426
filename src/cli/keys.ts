/** `npm run keys`: makes, lists and revokes API keys. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config';
import { type Scope, scopes, scopeSchema } from '../contract/scopes';
import { identifierPattern } from '../model/tenant';
import { type AuditEntry, createAuditStore } from '../stores/audit';
import { openDatabases } from '../stores/databases';
import { createKeyStore, type KeyRecord, type KeyStore } from '../stores/keys';
import { printable } from './printable';

function identifier(value: string): string {
  if (identifierPattern.test(value)) return value;
  throw new InvalidArgumentError(
    'It must begin with a letter or digit and hold only letters, digits, ".", "_", "-", "@".',
  );
}

function scopeList(value: string): Scope[] {
  return value.split(',').map((name) => {
    const scope = scopeSchema.safeParse(name.trim());
    if (!scope.success) throw new InvalidArgumentError(`"${name}" is no scope. There are: ${scopes.join(', ')}.`);
    return scope.data;
  });
}

function timeToCome(value: string): Date {
  const time = new Date(value);
  if (time.getTime() > Date.now()) return time;
  throw new InvalidArgumentError('It must be an ISO 8601 time to come, such as 2027-01-31T00:00:00Z.');
}

type Note = (action: AuditEntry['action'], key: KeyRecord) => Promise<void>;

async function withKeys(work: (keys: KeyStore, note: Note) => Promise<void>): Promise<void> {
  const databases = openDatabases(loadConfig({ GCS_BUCKET: 'unused', ...process.env }));
  try {
    const keys = createKeyStore(databases.own);
    await keys.ensureIndexes();
    const audit = createAuditStore(databases.own);
    await work(keys, (action, { _id, organisation_id, workspace_id }) =>
      audit.append({
        ...{ action, organisation_id, workspace_id, target_id: _id, result: 'ok', address: 'cli' },
        ...{ key_id: null, request_id: null, attempt: null, error: null },
      }),
    );
  } finally {
    await databases.close();
  }
}

interface NewKey {
  organisation: string;
  workspace?: string;
  scopes: Scope[];
  name?: string | null;
  expires?: Date | null;
}

function stateOf({ revoked_at, expires_at, last_used_at }: KeyRecord): string {
  if (revoked_at) return `revoked ${revoked_at.toISOString()}`;
  if (expires_at && expires_at <= new Date()) return `expired ${expires_at.toISOString()}`;
  return last_used_at ? `last used ${last_used_at.toISOString()}` : 'never used';
}

const program = new Command('keys').description('API keys of Logs Export.');

program
  .command('create')
  .description('Make a key. It is printed once, alone on the last line.')
  .addOption(new Option('--organisation <id>', 'whose logs it reaches').argParser(identifier).makeOptionMandatory())
  .addOption(new Option('--workspace <id>', 'the one workspace it reaches; left out: all').argParser(identifier))
  .addOption(
    new Option('--scopes <list>', `by commas: ${scopes.join(', ')}`).argParser(scopeList).makeOptionMandatory(),
  )
  .option('--name <name>', 'a name for people')
  .addOption(new Option('--expires <time>', 'until when it may be used; left out: for good').argParser(timeToCome))
  .action(({ organisation, workspace, scopes: granted, name = null, expires: expiresAt = null }: NewKey) =>
    withKeys(async (keys, note) => {
      const tenant = { organisationId: organisation, workspaceId: workspace ?? null };
      const { record, key } = await keys.create({ name, tenant, scopes: granted, expiresAt });
      await note('key.create', record);
      console.log(
        `Key ${record._id} for ${organisation}, ${workspace ?? 'all workspaces'}. Keep it: it is not shown again.`,
      );
      console.log(key);
    }),
  );

program
  .command('list')
  .description('List the keys, without the keys themselves.')
  .action(() =>
    withKeys(async (keys) => {
      for (const key of await keys.listAll()) {
        const whose = [key.organisation_id, key.workspace_id ?? '*'];
        const cells = [key._id, `${key.prefix}…`, ...whose, key.scopes.join(','), stateOf(key), key.name ?? ''];
        console.log(cells.map(printable).join('\t'));
      }
    }),
  );

program
  .command('revoke <id>')
  .description('Revoke a key, at once and for good.')
  .action((id: string) =>
    withKeys(async (keys, note) => {
      const revoked = await keys.revoke(id);
      if (!revoked) throw new Error(`There is no key in use with the id ${printable(id)}. See: keys list.`);
      await note('key.revoke', revoked);
      console.log(`Key ${id} is revoked.`);
    }),
  );

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
