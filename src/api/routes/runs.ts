import { downloadAnswer, messageAnswer } from '../../contract/export-answers';
import { exportParams, moveBody } from '../../contract/exports';
import { manifestAnswer } from '../../contract/manifest';
import { type Cancelled, cancelExport } from '../../exports/cancel';
import { downloadExport } from '../../exports/download';
import { readManifest } from '../../exports/manifest';
import { startExport } from '../../exports/start';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';

const saying = (message: string) => ({ message, object: 'export' as const });
const cancelMessages: Record<Cancelled, string> = {
  stopped: 'The export is stopped.',
  stopping: 'The export is being stopped.',
};

/** Starting and cancelling exports, and what they made. */
export function runRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'startExport',
      audit: 'export.start',
      method: 'post',
      path: '/logs/exports/{id}/start',
      summary: 'Start an export, or start it again where it stopped',
      scope: 'logs.export',
      params: exportParams,
      body: moveBody,
      answer: messageAnswer,
      refusals: ['not_found', 'wrong_status', 'too_many_running', 'field_denied'],
      async handle({ params, ...asked }) {
        await startExport(deps, asked, params.id);
        return saying('The export is started.');
      },
    }),

    defineRoute({
      id: 'cancelExport',
      audit: 'export.cancel',
      method: 'post',
      path: '/logs/exports/{id}/cancel',
      summary: 'Cancel an export; what it has written is deleted',
      scope: 'logs.export',
      params: exportParams,
      body: moveBody,
      answer: messageAnswer,
      refusals: ['not_found', 'wrong_status'],
      handle: async ({ params, ...asked }) => saying(cancelMessages[await cancelExport(deps, asked, params.id)]),
    }),

    defineRoute({
      id: 'getManifest',
      method: 'get',
      path: '/logs/exports/{id}/manifest',
      summary: 'What the file holds, and how to verify it',
      scope: 'logs.export',
      params: exportParams,
      answer: manifestAnswer,
      refusals: ['not_found', 'wrong_status'],
      handle: ({ actor, params }) => readManifest(deps, actor, params.id),
    }),

    defineRoute({
      id: 'downloadExport',
      audit: 'export.download',
      method: 'get',
      path: '/logs/exports/{id}/download',
      summary: 'Get a signed URL for the file',
      scope: 'logs.export',
      params: exportParams,
      answer: downloadAnswer,
      refusals: ['not_found', 'wrong_status', 'expired'],
      // There is nothing to take back: the URL is just not told.
      withhold: () => Promise.resolve(),
      async handle({ params, ...asked }) {
        const { url, expiresAt } = await downloadExport(deps, asked, params.id);
        return { signed_url: url, url, expires_at: expiresAt.toISOString() };
      },
    }),
  ];
}
