/** Shared by `npm run keys` and `logs-export keys`: the flags of a new key, and the list of keys. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type KeyAnswer, type Visibility, visibilities } from '../contract/api-keys';
import { grantedScope, type Scope, scopes } from '../contract/scopes';
import { identifierPattern, userPattern } from '../model/tenant';

export function identifier(value: string): string {
  if (identifierPattern.test(value)) return value;
  throw new InvalidArgumentError(
    'It must begin with a letter or digit and hold only letters, digits, ".", "_", "-", "@".',
  );
}

function scopeList(value: string): Scope[] {
  return value.split(',').map((name) => {
    const scope = grantedScope.safeParse(name.trim());
    if (!scope.success) throw new InvalidArgumentError(`"${name}" is no scope. There are: ${scopes.join(', ')}.`);
    return scope.data;
  });
}

function userFlag(value: string): string {
  if (userPattern.test(value)) return value;
  throw new InvalidArgumentError('It must be an id or a mail address, without spaces.');
}

function timeToCome(value: string): Date {
  const time = new Date(value);
  if (time.getTime() > Date.now()) return time;
  throw new InvalidArgumentError('It must be an ISO 8601 time to come, such as 2027-01-31T00:00:00Z.');
}

export interface NewKeyOptions {
  workspace?: string;
  scopes: Scope[];
  name?: string;
  user?: string;
  visibility?: Visibility;
  expires?: Date;
}

/** The rules that the API has for a key of one person. */
export function requirePerson({ user, visibility, scopes }: NewKeyOptions): void {
  if (visibility !== 'own') return;
  if (user === undefined) throw new Error('--visibility own needs --user: whose exports the key reaches.');
  if (scopes.includes('admin'))
    throw new Error('A key with the scope admin manages the keys of others: it can’t have --visibility own.');
}

/** Adds the flags of a key that is to be made. */
export const withNewKey = (command: Command): Command =>
  command
    .addOption(new Option('--workspace <id>', 'the one workspace it reaches; left out: all').argParser(identifier))
    .addOption(
      new Option('--scopes <list>', `by commas: ${scopes.join(', ')}`).argParser(scopeList).makeOptionMandatory(),
    )
    .option('--name <name>', 'a name for people')
    .addOption(new Option('--user <id>', 'the person it is for: an id or a mail address').argParser(userFlag))
    .addOption(new Option('--visibility <reach>', 'own: it reaches only the exports of its user').choices(visibilities))
    .addOption(new Option('--expires <time>', 'until when it may be used; left out: for good').argParser(timeToCome));

type Shown = Pick<KeyAnswer, 'id' | 'prefix' | 'organisation_id' | 'workspace_id' | 'scopes' | 'name'> &
  Partial<Pick<KeyAnswer, 'user' | 'visibility'>> &
  Record<'revoked_at' | 'expires_at' | 'last_used_at', Date | string | null>;

const iso = (time: Date | string) => new Date(time).toISOString();

function stateOf({ revoked_at, expires_at, last_used_at }: Shown): string {
  if (revoked_at) return `revoked ${iso(revoked_at)}`;
  if (expires_at && new Date(expires_at) <= new Date()) return `expired ${iso(expires_at)}`;
  return last_used_at ? `last used ${iso(last_used_at)}` : 'never used';
}

/** The columns of a key in a list. */
export function keyCells(key: Shown): string[] {
  const person = key.visibility === 'own' ? `${key.user} (own)` : (key.user ?? '');
  return [
    ...[key.id, `${key.prefix}…`, key.organisation_id, key.workspace_id ?? '*'],
    ...[key.scopes.join(','), stateOf(key), person, key.name ?? ''],
  ];
}

export const keptNote = (id: string, organisation: string, workspace: string | null | undefined) =>
  `Key ${id} for ${organisation}, ${workspace ?? 'all workspaces'}. Keep it: it is not shown again.`;
