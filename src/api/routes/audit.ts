import { auditAnswer, type AuditChange, auditQuery, historyAnswer } from '../../contract/audit';
import { exportParams } from '../../contract/exports';
import { findExport } from '../../exports/read';
import type { ApiDeps } from '../deps';
import type { AuditRecord } from '../../stores/audit';
import { presentList } from '../present-list';
import { defineRoute, type Route } from '../route';

const presentEntry = ({ _id, at, organisation_id, attempt, error, change, ...entry }: AuditRecord) => ({
  id: _id.toHexString(),
  object: 'audit_entry' as const,
  at: at.toISOString(),
  ...entry,
  change: change ? (JSON.parse(change) as AuditChange) : null,
});

/** The audit trail for admins, and the part of it that is one export's history. */
export function auditRoutes(deps: ApiDeps): Route[] {
  const { audit } = deps;
  return [
    defineRoute({
      id: 'listAudit',
      method: 'get',
      path: '/audit',
      summary: "The organisation's audit trail, newest first",
      scope: 'admin',
      query: auditQuery,
      answer: auditAnswer,
      refusals: [],
      async handle({ actor, query }) {
        const { next, ...page } = await audit.list(actor.tenant, query);
        return { ...presentList(page, presentEntry), next };
      },
    }),

    defineRoute({
      id: 'getExportHistory',
      method: 'get',
      path: '/logs/exports/{id}/history',
      summary: 'What happened to an export, oldest first',
      scope: 'logs.export',
      params: exportParams,
      answer: historyAnswer,
      refusals: ['not_found'],
      async handle({ actor, params }) {
        const record = await findExport(deps, actor, params.id);
        const entries = await audit.historyOf(actor.tenant, record._id);
        const data = entries.map(({ at, action, key_id, attempt, error, result }) => ({
          at: at.toISOString(),
          action,
          by: key_id,
          attempt,
          error,
          error_code: result === 'ok' ? null : result,
        }));
        return { object: 'list' as const, data };
      },
    }),
  ];
}
