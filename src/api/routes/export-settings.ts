import { restrictionsAnswer, restrictionsQuery, settingsAnswer, settingsBody } from '../../contract/export-settings';
import { changeSettings, fieldRestrictions, readSettings } from '../../exports/settings';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';

/** What may not be exported: set by admins, asked by whoever exports. */
export function settingsRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'getExportSettings',
      method: 'get',
      path: '/export-settings',
      summary: 'Which fields may not be exported from the organisation and its workspaces',
      scope: 'admin',
      answer: settingsAnswer,
      refusals: [],
      handle: async ({ actor }) => ({ object: 'export_settings' as const, ...(await readSettings(deps, actor)) }),
    }),

    defineRoute({
      id: 'updateExportSettings',
      audit: 'settings.update',
      method: 'put',
      path: '/export-settings',
      summary: 'Deny fields, or allow them again; what is left out stays as it is',
      scope: 'admin',
      body: settingsBody,
      answer: settingsAnswer,
      refusals: ['workspace_forbidden'],
      handle: async ({ body, ...asked }) => ({
        object: 'export_settings' as const,
        ...(await changeSettings(deps, asked, body)),
      }),
    }),

    defineRoute({
      id: 'getFieldRestrictions',
      method: 'get',
      path: '/logs/exports/field-restrictions',
      summary: 'Which fields may be exported from a workspace, and which may not',
      scope: 'logs.export',
      query: restrictionsQuery,
      answer: restrictionsAnswer,
      refusals: ['workspace_forbidden'],
      handle: async ({ actor, query }) => ({
        object: 'field_restrictions' as const,
        ...(await fieldRestrictions(deps, actor, query.workspace_id)),
      }),
    }),
  ];
}
