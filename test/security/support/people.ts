import { randomBytes } from 'node:crypto';
import type { Visibility } from '../../../src/contract/api-keys';
import { type Scope, scopes } from '../../../src/contract/scopes';
import { createKeyStore } from '../../../src/stores/keys';
import type { Stack } from '../../support/stack';

interface KeyOptions {
  organisation?: string;
  workspace?: string | null;
  scopes?: readonly Scope[];
  expiresAt?: Date;
  user?: string;
  visibility?: Visibility;
}

/** Makes keys as an operator would; by default of all scopes, in workspace `main` of organisation `acme`. */
export function keyMaker({ mongo, config }: Stack) {
  const keys = createKeyStore(mongo.db(config.MONGO_DATABASE));
  return {
    keys,
    make: async ({
      organisation = 'acme',
      workspace = 'main',
      scopes: granted = scopes,
      expiresAt,
      ...person
    }: KeyOptions = {}) => {
      const tenant = { organisationId: organisation, workspaceId: workspace };
      const made = await keys.create({
        name: null,
        tenant,
        scopes: [...granted],
        expiresAt: expiresAt ?? null,
        ...person,
      });
      return { id: made.record._id, key: made.key };
    },
  };
}

/** The shape of a key, but nobody's. */
export const unknownKey = () => `lxk_${randomBytes(32).toString('base64url')}`;

/** Everyone of the matrix but the one who lacks the route's scope; null: no key at all. */
export async function people(stack: Stack): Promise<Record<string, string | null>> {
  const { keys, make } = keyMaker(stack);
  const revoked = await make();
  await keys.revoke(revoked.id);
  return {
    'no key': null,
    'a wrong key': unknownKey(),
    'a revoked key': revoked.key,
    'an expired key': (await make({ expiresAt: new Date(Date.now() - 1_000) })).key,
    'another workspace': (await make({ workspace: 'side' })).key,
    'another organisation': (await make({ organisation: 'rival' })).key,
    'an org admin': (await make({ workspace: null })).key,
    'a colleague': (await make({ user: 'eve', visibility: 'own', scopes: scopes.filter((scope) => scope !== 'admin') }))
      .key,
    'the owner': (await make()).key,
  };
}
