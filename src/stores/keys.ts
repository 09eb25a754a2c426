import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { Actor } from '../contract/actor';
import type { Visibility } from '../contract/api-keys';
import type { Scope } from '../contract/scopes';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf, type PageQuery } from './page';
import { answered, insertOnce } from './writes';

/** A stored key. The key itself is not in it: `hash` is its SHA-256. */
export interface KeyRecord {
  _id: string;
  hash: string;
  /** The key's first characters, for people to tell keys apart. */
  prefix: string;
  name: string | null;
  organisation_id: string;
  workspace_id: string | null;
  scopes: Scope[];
  /** Keys from before there were people lack these. */
  user?: string | null;
  visibility?: Visibility;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** A key as presented: whose it is, and whether it may still be used. */
export type Presented = Actor & { refused: 'revoked' | 'expired' | null };

export interface NewKey {
  name: string | null;
  tenant: Tenant;
  scopes: Scope[];
  expiresAt?: Date | null;
  user?: string | null;
  visibility?: Visibility;
}

const KEY_PREFIX = 'lxk_';
const keyPattern = /^lxk_[A-Za-z0-9_-]{43}$/;

/** A key's last use is kept to the minute: one write a minute and key, not one a request. */
const USED_AGAIN_MS = 60_000;

/** A key is 256 random bits, so there is nothing to guess that a slow, salted hash would protect: plain SHA-256 serves. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

function tenantOfKey({ organisation_id, workspace_id, user, visibility }: KeyRecord): Tenant {
  const tenant = { organisationId: organisation_id, workspaceId: workspace_id };
  if (visibility !== 'own') return tenant;
  if (!user) throw new Error('A key that reaches only the exports of its user has none.');
  return { ...tenant, onlyUser: user };
}

export function createKeyStore(db: Db) {
  const keys: Collection<KeyRecord> = db.collection('api_keys');

  const noteUse = ({ _id, last_used_at }: KeyRecord, now: Date) => {
    if (last_used_at && now.getTime() - last_used_at.getTime() < USED_AGAIN_MS) return;
    keys.updateOne({ _id }, { $set: { last_used_at: now } }).catch(() => undefined);
  };

  const presented = (record: KeyRecord, now: Date): Presented => {
    const expired = record.expires_at !== null && record.expires_at <= now;
    return {
      kind: 'key',
      id: record._id,
      user: record.user ?? null,
      tenant: tenantOfKey(record),
      scopes: record.scopes,
      refused: record.revoked_at ? 'revoked' : expired ? 'expired' : null,
    };
  };

  return {
    /** Makes a key and answers it this once; only its hash is stored. */
    async create(wanted: NewKey): Promise<{ record: KeyRecord; key: string }> {
      const { name, tenant, scopes, expiresAt = null, user = null, visibility = 'workspace' } = wanted;
      const key = KEY_PREFIX + randomBytes(32).toString('base64url');
      const record: KeyRecord = {
        _id: randomUUID(),
        hash: hashOf(key),
        prefix: key.slice(0, 8),
        name,
        organisation_id: tenant.organisationId,
        workspace_id: tenant.workspaceId,
        scopes,
        user,
        visibility,
        created_at: new Date(),
        expires_at: expiresAt,
        last_used_at: null,
        revoked_at: null,
      };
      await insertOnce(keys, [record]);
      return { record, key };
    },

    /**
     * Whose key it is, or null where nobody's. The look-up is by hash: what it compares tells nothing about the key, so
     * its time needs no hiding. Asked of the database each time, a revoked key is refused at once by every process.
     */
    async present(key: string): Promise<Presented | null> {
      if (!keyPattern.test(key)) return null;
      const record = await keys.findOne({ hash: hashOf(key) });
      if (!record) return null;
      const now = new Date();
      const asked = presented(record, now);
      if (!asked.refused) noteUse(record, now);
      return asked;
    },

    /** What a key may do now, for what acts with its rights; null where there is none of this id. */
    async rightsOf(id: string): Promise<Presented | null> {
      const record = await keys.findOne({ _id: id });
      return record && presented(record, new Date());
    },

    /** Every key of every organisation, for who runs the service. */
    listAll: (): Promise<KeyRecord[]> => keys.find().sort({ created_at: 1 }).toArray(),

    /** The tenant's keys, newest first. */
    list: (tenant: Tenant, query: PageQuery) => pageOf(keys, recordsOf<KeyRecord>(tenant, {}), query),

    /** The workspaces of an organisation that keys were made for. */
    async workspaces(organisationId: string): Promise<string[]> {
      const ids = await keys.distinct('workspace_id', { organisation_id: organisationId });
      return ids.filter((id) => id !== null);
    },

    /** What people call these keys of the organisation; a key that has no name is not in it. */
    async namesOf(organisationId: string, ids: readonly string[]): Promise<Map<string, string>> {
      const named = { _id: { $in: [...ids] }, organisation_id: organisationId, name: { $ne: null } };
      const records = await keys.find(named, { projection: { name: 1 } }).toArray();
      return new Map(records.map(({ _id, name }) => [_id, name!]));
    },

    /** Revokes a key, of the tenant's where one is given, and answers it; null where there is no such key in use. */
    async revoke(id: string, tenant?: Tenant): Promise<KeyRecord | null> {
      const now = new Date();
      // Its own time, too: the write may be sent twice.
      const inUse = { _id: id, revoked_at: { $in: [null, now] } };
      const filter = tenant ? recordsOf<KeyRecord>(tenant, inUse) : inUse;
      return answered(() => keys.findOneAndUpdate(filter, { $set: { revoked_at: now } }, { returnDocument: 'after' }));
    },

    ensureIndexes: async (): Promise<void> => {
      await keys.createIndexes([
        { key: { hash: 1 }, unique: true },
        { key: { organisation_id: 1, created_at: -1, _id: -1 } },
      ]);
    },
  };
}
export type KeyStore = ReturnType<typeof createKeyStore>;
