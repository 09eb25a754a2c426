import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { Scope } from '../contract/scopes';
import type { Tenant } from '../model/tenant';

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
  created_at: Date;
  revoked_at: Date | null;
}

/** Who asks: the tenant a key belongs to, and what it may do. */
export interface Caller {
  keyId: string;
  tenant: Tenant;
  scopes: readonly Scope[];
}

const KEY_PREFIX = 'lxk_';
const keyPattern = /^lxk_[A-Za-z0-9_-]{43}$/;

/** A key is 256 random bits, so there is nothing to guess that a slow, salted hash would protect: plain SHA-256 serves. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

export function createKeyStore(db: Db) {
  const keys: Collection<KeyRecord> = db.collection('api_keys');
  return {
    /** Makes a key and answers it this once; only its hash is stored. */
    async create(given: {
      name: string | null;
      tenant: Tenant;
      scopes: Scope[];
    }): Promise<{ id: string; key: string }> {
      const key = KEY_PREFIX + randomBytes(32).toString('base64url');
      const id = randomUUID();
      await keys.insertOne({
        _id: id,
        hash: hashOf(key),
        prefix: key.slice(0, 8),
        name: given.name,
        organisation_id: given.tenant.organisationId,
        workspace_id: given.tenant.workspaceId,
        scopes: given.scopes,
        created_at: new Date(),
        revoked_at: null,
      });
      return { id, key };
    },

    /**
     * Whose key it is, or null. The look-up is by hash: what it compares tells nothing about the key, so its time
     * needs no hiding. Asked of the database each time, a revoked key is refused at once by every process.
     */
    async authenticate(key: string): Promise<Caller | null> {
      if (!keyPattern.test(key)) return null;
      const record = await keys.findOne({ hash: hashOf(key), revoked_at: null });
      if (!record) return null;
      return {
        keyId: record._id,
        tenant: { organisationId: record.organisation_id, workspaceId: record.workspace_id },
        scopes: record.scopes,
      };
    },

    list: (): Promise<KeyRecord[]> => keys.find().sort({ created_at: 1 }).toArray(),

    /** False where there is no such key, or it was revoked before. */
    async revoke(id: string): Promise<boolean> {
      const revoked = await keys.updateOne({ _id: id, revoked_at: null }, { $set: { revoked_at: new Date() } });
      return revoked.modifiedCount === 1;
    },

    ensureIndexes: async (): Promise<void> => {
      await keys.createIndex({ hash: 1 }, { unique: true });
    },
  };
}
export type KeyStore = ReturnType<typeof createKeyStore>;
