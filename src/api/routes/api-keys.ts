import {
  createdKeyAnswer,
  type KeyAnswer,
  keyBody,
  keyListAnswer,
  keyListQuery,
  keyMessage,
  keyParams,
} from '../../contract/api-keys';
import { ServiceError } from '../../model/errors';
import type { KeyRecord } from '../../stores/keys';
import { requireScope, workspaceFor } from '../../exports/rights';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { defineRoute, type Route } from '../route';
import { isoOrNull } from '../../model/time';

const presentKey = (record: KeyRecord): KeyAnswer => ({
  id: record._id,
  object: 'api_key',
  name: record.name,
  prefix: record.prefix,
  organisation_id: record.organisation_id,
  workspace_id: record.workspace_id,
  scopes: record.scopes,
  user: record.user ?? null,
  visibility: record.visibility ?? 'workspace',
  created_at: record.created_at.toISOString(),
  expires_at: isoOrNull(record.expires_at),
  last_used_at: isoOrNull(record.last_used_at),
  revoked_at: isoOrNull(record.revoked_at),
});

/** Key management for admins, within their own organisation and workspaces. */
export function keyRoutes({ keys }: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'createApiKey',
      audit: 'key.create',
      method: 'post',
      path: '/api-keys',
      summary: 'Make an API key; to rotate one, make the new one first, then revoke the old one',
      scope: 'admin',
      body: keyBody,
      answer: createdKeyAnswer,
      refusals: [],
      withhold: ({ id }) => keys.revoke(id),
      async handle({ actor, body, about }) {
        for (const scope of body.scopes)
          requireScope(actor, scope, { why: ' and so cannot grant it', param: 'scopes' });
        const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, body.workspace_id) };
        about.workspaceId = tenant.workspaceId;
        const expiresAt = body.expires_at === undefined ? null : new Date(body.expires_at);
        const { name = null, user = null, scopes, visibility } = body;
        const { record, key } = await keys.create({ name, tenant, scopes, expiresAt, user, visibility });
        return { ...presentKey(record), key };
      },
    }),

    defineRoute({
      id: 'listApiKeys',
      method: 'get',
      path: '/api-keys',
      summary: 'List API keys, newest first, without the keys themselves',
      scope: 'admin',
      query: keyListQuery,
      answer: keyListAnswer,
      refusals: [],
      async handle({ actor, query }) {
        return presentList(await keys.list(actor.tenant, query), presentKey);
      },
    }),

    defineRoute({
      id: 'revokeApiKey',
      audit: 'key.revoke',
      method: 'delete',
      path: '/api-keys/{id}',
      summary: 'Revoke an API key, at once and for good',
      scope: 'admin',
      params: keyParams,
      answer: keyMessage,
      refusals: ['not_found'],
      async handle({ actor, params, about }) {
        const revoked = await keys.revoke(params.id, actor.tenant);
        if (!revoked) throw new ServiceError('not_found', 'There is no active API key with this id.', { param: 'id' });
        about.workspaceId = revoked.workspace_id;
        return { message: 'The API key is revoked.', object: 'api_key' as const };
      },
    }),
  ];
}
