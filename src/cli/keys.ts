/** `npm run keys`: creates, lists and revokes API keys of any organisation, directly in the database. */
import { Command, Option } from 'commander';
import { mongodbConfig } from './mongodb-config';
import { type AuditEntry, createAuditStore } from '../stores/audit';
import { openDatabases } from '../stores/databases';
import { createKeyStore, type KeyRecord, type KeyStore } from '../stores/keys';
import { identifier, keptNote, keyCells, type NewKeyOptions, requirePerson, withNewKey } from './key-flags';
import { printable } from './printable';

type Note = (action: AuditEntry['action'], key: KeyRecord) => Promise<void>;

async function withKeys(work: (keys: KeyStore, note: Note) => Promise<void>): Promise<void> {
  const databases = openDatabases(mongodbConfig());
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

const program = new Command('keys').description('API keys of Logs Export.');

const create = program
  .command('create')
  .description('Make a key. It is printed once, alone on the last line.')
  .addOption(new Option('--organisation <id>', 'whose logs it reaches').argParser(identifier).makeOptionMandatory());
withNewKey(create).action((options: NewKeyOptions & { organisation: string }) =>
  withKeys(async (keys, note) => {
    requirePerson(options);
    const {
      organisation,
      workspace,
      scopes,
      name = null,
      expires: expiresAt = null,
      user = null,
      visibility,
    } = options;
    const tenant = { organisationId: organisation, workspaceId: workspace ?? null };
    const wanted = { name, tenant, scopes, expiresAt, user, ...(visibility && { visibility }) };
    const { record, key } = await keys.create(wanted);
    await note('key.create', record);
    console.log(keptNote(record._id, organisation, workspace));
    console.log(key);
  }),
);

program
  .command('list')
  .description('List the keys, without the keys themselves.')
  .action(() =>
    withKeys(async (keys) => {
      for (const key of await keys.listAll()) {
        console.log(
          keyCells({ id: key._id, ...key })
            .map(printable)
            .join('\t'),
        );
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
