/** `logs-export keys`: key management over the API, for a key with the scope `admin`. */
import type { Command } from 'commander';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { idArgument } from '../ids';
import { keptNote, keyCells, type NewKeyOptions, withNewKey } from '../key-flags';
import { say, sayJson, sayTable, tell } from '../output';
import { pageOf, type PageOptions, tellRest, withPages } from '../pages';
import { printable } from '../printable';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys of your organisation; takes a key with the scope admin.');

  const create = keys.command('create').description('Make a key. It is printed once, alone on standard output.');
  withNewKey(withConnection(create)).action(async (options: ConnectionOptions & NewKeyOptions) => {
    const { name, workspace, scopes, expires, user, visibility } = options;
    const created = await connect(options).createKey({
      scopes,
      ...(name !== undefined && { name }),
      ...(workspace !== undefined && { workspace_id: workspace }),
      ...(user !== undefined && { user }),
      ...(visibility !== undefined && { visibility }),
      ...(expires && { expires_at: expires.toISOString() }),
    });
    if (options.json) return sayJson(created);
    tell(printable(keptNote(created.id, created.organisation_id, created.workspace_id)));
    say(printable(created.key));
  });

  const list = keys.command('list').description('List the keys, newest first, without the keys themselves.');
  withPages(withConnection(list)).action(async (options: ConnectionOptions & PageOptions) => {
    const answer = await connect(options).listKeys(pageOf(options));
    if (options.json) return sayJson(answer);
    const head = ['ID', 'KEY', 'ORGANISATION', 'WORKSPACE', 'SCOPES', 'STATE', 'USER', 'NAME'];
    sayTable(head, answer.data.map(keyCells));
    tellRest(answer, options);
  });

  const revoke = keys
    .command('revoke')
    .addArgument(idArgument('<id>', 'which key'))
    .description('Revoke a key, at once and for good.');
  withConnection(revoke).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).revokeKey(id);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });
}
