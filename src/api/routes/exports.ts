import { createdAnswer, exportAnswer, listAnswer, messageAnswer, updatedAnswer } from '../../contract/export-answers';
import { type ExportBodies, exportParams, listQuery } from '../../contract/exports';
import { createExport } from '../../exports/create';
import { findExport, listExports } from '../../exports/read';
import { removeExport } from '../../exports/remove';
import { updateExport } from '../../exports/update';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { presentExport } from '../present';
import { defineRoute, type Route } from '../route';

/** Creating, listing, reading, changing and deleting exports. */
export function exportRoutes(deps: ApiDeps, bodies: ExportBodies): Route[] {
  return [
    defineRoute({
      id: 'createExport',
      audit: 'export.create',
      method: 'post',
      path: '/logs/exports',
      summary: 'Create an export, as a draft',
      scope: 'logs.export',
      idempotent: true,
      body: bodies.create,
      answer: createdAnswer,
      refusals: ['too_many_counts', 'field_denied'],
      handle: async ({ body, newId, ...asked }) => ({
        ...(await createExport(deps, asked, body, newId())),
        object: 'export' as const,
      }),
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
      async handle({ actor, query }) {
        return presentList(await listExports(deps, actor, query), presentExport);
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
      handle: async ({ actor, params }) => presentExport(await findExport(deps, actor, params.id)),
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
      answer: updatedAnswer,
      refusals: ['not_found', 'wrong_status', 'too_many_counts', 'field_denied'],
      async handle({ params: { id }, body, ...asked }) {
        const { total } = await updateExport(deps, asked, id, body);
        return { id, total, object: 'export' as const };
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
      async handle({ params, ...asked }) {
        await removeExport(deps, asked, params.id);
        return { message: 'The export and its file are deleted.', object: 'export' as const };
      },
    }),
  ];
}
