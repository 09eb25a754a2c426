import { randomUUID } from 'node:crypto';
import {
  createdAnswer,
  exportAnswer,
  type ExportBodies,
  exportParams,
  listAnswer,
  listQuery,
  messageAnswer,
} from '../../contract/exports';
import { ServiceError } from '../../model/errors';
import type { Filters } from '../../model/filters';
import { allPartsFolder, exportFolder } from '../../model/names';
import { type Move, moves, refusal } from '../../model/statuses';
import type { Tenant } from '../../model/tenant';
import { isMongoDown } from '../../stores/databases';
import { type ExportSummary, filtersOf, tenantOf } from '../../stores/export-record';
import type { Caller } from '../../stores/keys';
import { requireContentScope, workspaceFor } from '../auth';
import type { CountTurns } from '../count-turns';
import type { ApiDeps } from '../deps';
import { calling, engineUnavailable } from '../errors';
import { presentExport } from '../present';
import { type AuditFacts, defineRoute, type Route } from '../route';
import { checkLookback, countLogs } from '../selection';
import { findExport, upToDate } from './find-export';

/** Creating, listing, reading, changing and deleting exports. */
export function exportRoutes(deps: ApiDeps, bodies: ExportBodies, inTurn: CountTurns): Route[] {
  const { config, exports, logs, files } = deps;
  const count = (tenant: Tenant, filters: Filters) =>
    inTurn(tenant.organisationId, () => countLogs(logs, { tenant, filters, maxLogs: config.EXPORT_MAX_LOGS }));

  return [
    defineRoute({
      id: 'createExport',
      audit: 'export.create',
      method: 'post',
      path: '/logs/exports',
      summary: 'Create an export, as a draft',
      scope: 'logs.export',
      body: bodies.create,
      answer: createdAnswer,
      refusals: ['too_many_counts'],
      async handle({ caller, body, about }) {
        requireContentScope(caller, body.requested_data);
        const tenant = { ...caller.tenant, workspaceId: workspaceFor(caller, body.workspace_id) };
        about.workspaceId = tenant.workspaceId;
        checkLookback(body.filters, tenant, config);
        const counted = await count(tenant, body.filters);
        const id = randomUUID();
        const { filters, requested_data, format, description = null } = body;
        await exports.insert({
          id,
          tenant,
          createdBy: caller.keyId,
          filters,
          requested_data,
          format,
          description,
          ...counted,
        });
        return { id, total: counted.total, object: 'export' as const };
      },
    }),

    defineRoute({
      id: 'listExports',
      method: 'get',
      path: '/logs/exports',
      summary: 'List exports, newest first',
      scope: 'logs.export',
      query: listQuery,
      answer: listAnswer,
      refusals: [],
      async handle({ caller, query }) {
        if (query.workspace_id !== undefined) workspaceFor(caller, query.workspace_id);
        const { total, records } = await exports.list(caller.tenant, query);
        const current = await Promise.all(records.map((record) => upToDate(deps, record)));
        return { object: 'list' as const, total, data: current.map(presentExport) };
      },
    }),

    defineRoute({
      id: 'getExport',
      method: 'get',
      path: '/logs/exports/{id}',
      summary: 'Read an export',
      scope: 'logs.export',
      params: exportParams,
      answer: exportAnswer,
      refusals: ['not_found'],
      handle: async ({ caller, params }) => presentExport(await findExport(deps, caller, params.id)),
    }),

    defineRoute({
      id: 'updateExport',
      audit: 'export.update',
      method: 'put',
      path: '/logs/exports/{id}',
      summary: 'Change an export that does not run; what was written of it is dropped',
      scope: 'logs.export',
      params: exportParams,
      body: bodies.update,
      answer: createdAnswer,
      refusals: ['not_found', 'wrong_status', 'too_many_counts'],
      async handle({ caller, params, body, about }) {
        const record = await findFor('update', caller, params.id, about);
        requireContentScope(caller, body.requested_data ?? record.requested_data);
        const workspaceId =
          body.workspace_id === undefined ? record.workspace_id : workspaceFor(caller, body.workspace_id);
        const tenant = { ...caller.tenant, workspaceId };
        const filters = body.filters ?? filtersOf(record);
        checkLookback(filters, tenant, config);
        const counted = await count(tenant, filters);
        await dropFiles(record);
        const change = {
          ...counted,
          workspace_id: workspaceId,
          filters: JSON.stringify(filters),
          ...(body.requested_data && { requested_data: body.requested_data }),
          ...(body.description !== undefined && { description: body.description }),
        };
        const updated = await afterFiles(record, exports.update(caller.tenant, params.id, change));
        if (!updated) throw await refused('update', caller, params.id);
        // In another workspace its folder is another: what a failed run composed in the old one would never be found again.
        if (workspaceId !== record.workspace_id) await dropRest(record);
        return { id: params.id, total: counted.total, object: 'export' as const };
      },
    }),

    defineRoute({
      id: 'deleteExport',
      audit: 'export.delete',
      method: 'delete',
      path: '/logs/exports/{id}',
      summary: 'Delete an export with its file and parts',
      scope: 'logs.export',
      params: exportParams,
      answer: messageAnswer,
      refusals: ['not_found', 'wrong_status'],
      async handle({ caller, params, about }) {
        const record = await findFor('delete', caller, params.id, about);
        await dropFiles(record);
        if (!(await afterFiles(record, exports.delete(caller.tenant, params.id))))
          throw await refused('delete', caller, params.id);
        // Without the record nothing can start any more; what a run in between left behind is nobody's now.
        await dropRest(record);
        return { message: 'The export and its file are deleted.', object: 'export' as const };
      },
    }),
  ];

  async function findFor(move: Move, caller: Caller, id: string, about: AuditFacts): Promise<ExportSummary> {
    const record = await findExport(deps, caller, id);
    about.workspaceId = record.workspace_id;
    if (!moves[move].from.includes(record.status)) throw new ServiceError('wrong_status', refusal(move, record.status));
    return record;
  }

  /** Why a conditional write found nothing to write to: another request was faster. */
  async function refused(move: Move, caller: Caller, id: string): Promise<ServiceError> {
    const record = await findExport(deps, caller, id);
    return new ServiceError('wrong_status', refusal(move, record.status));
  }

  /** Deletes the whole folder, which no run writes to any more; the request has been carried out by then. */
  async function dropRest(record: ExportSummary): Promise<void> {
    await dropFiles(record, { whole: true }).catch((error: unknown) => {
      deps.logger.warn({ exportId: record._id, err: error }, 'files of an export may be left');
    });
  }

  /**
   * Files go before the record: where the bucket fails, the record still tells of them and the request can be sent
   * again. Unless the export has ended for good only its parts go: a run that starts meanwhile notices that they are
   * gone and writes them anew, but would not miss its file.
   */
  async function dropFiles(record: ExportSummary, { whole = record.status === 'success' } = {}): Promise<void> {
    if (record.attempt === 0) return;
    const named = { id: record._id, tenant: tenantOf(record) };
    await calling('gcs', files.remove(whole ? `${exportFolder(named)}/` : allPartsFolder(named)));
  }

  /** Waits for the write that follows {@link dropFiles}: where MongoDB fails now, something was changed already. */
  function afterFiles<T>({ attempt }: ExportSummary, write: Promise<T>): Promise<T> {
    return write.catch((error: unknown) => {
      if (attempt === 0 || !isMongoDown(error)) throw error;
      throw engineUnavailable('mongodb', error, 'Files of this export may have been deleted');
    });
  }
}
