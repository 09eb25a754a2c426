/** `npm run keys`: makes, lists and revokes API keys. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config';
import { type Scope, scopes, scopeSchema } from '../contract/scopes';
import { identifierPattern } from '../model/names';
import { openDatabases } from '../stores/databases';
import { createKeyStore, type KeyStore } from '../stores/keys';

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

async function withKeys(work: (keys: KeyStore) => Promise<void>): Promise<void> {
  const databases = openDatabases(loadConfig({ GCS_BUCKET: 'unused', ...process.env }));
  try {
    const keys = createKeyStore(databases.own);
    await keys.ensureIndexes();
    await work(keys);
  } finally {
    await databases.close();
  }
}

interface NewKey {
  organisation: string;
  workspace?: string;
  scopes: Scope[];
  name?: string;
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
  .action(({ organisation, workspace, scopes: granted, name }: NewKey) =>
    withKeys(async (keys) => {
      const tenant = { organisationId: organisation, workspaceId: workspace ?? null };
      const { record, key } = await keys.create({ name: name ?? null, tenant, scopes: granted });
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
        const state = key.revoked_at ? `revoked ${key.revoked_at.toISOString()}` : 'in use';
        const whose = `${key.organisation_id}\t${key.workspace_id ?? '*'}`;
        console.log(`${key._id}\t${key.prefix}…\t${whose}\t${key.scopes.join(',')}\t${state}\t${key.name ?? ''}`);
      }
    }),
  );

program
  .command('revoke <id>')
  .description('Revoke a key, at once and for good.')
  .action((id: string) =>
    withKeys(async (keys) => {
      if (!(await keys.revoke(id))) throw new Error(`There is no key in use with the id ${id}. See: keys list.`);
      console.log(`Key ${id} is revoked.`);
    }),
  );

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
