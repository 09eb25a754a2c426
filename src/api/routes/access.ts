import { accessAnswer } from '../../contract/access';
import { exportAccess } from '../../exports/access';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';

/** What the key may do, so that a client does not offer what would be refused. */
export function accessRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'getExportAccess',
      method: 'get',
      path: '/logs/exports/access',
      summary: 'What the key may export, and whose exports it sees',
      scope: 'logs.export',
      answer: accessAnswer,
      refusals: [],
      handle: async ({ actor }) => ({
        object: 'export_access' as const,
        key_id: actor.id,
        organisation_id: actor.tenant.organisationId,
        workspace_id: actor.tenant.workspaceId,
        user: actor.user,
        visibility: actor.tenant.onlyUser === undefined ? ('workspace' as const) : ('own' as const),
        scopes: [...actor.scopes],
        retention_days: deps.config.EXPORT_RETENTION_DAYS,
        ...(await exportAccess(deps, actor)),
      }),
    }),
  ];
}
