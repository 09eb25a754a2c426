import { randomUUID } from 'node:crypto';
import { downloadAnswer, exportParams, messageAnswer, moveBody } from '../../contract/exports';
import { ServiceError } from '../../model/errors';
import { allPartsFolder, contentTypeOf, exportFolder } from '../../model/names';
import { moves, refusal } from '../../model/statuses';
import { daysAgo } from '../../model/time';
import { filtersOf, hasNotBegun, tenantOf } from '../../stores/export-record';
import type { Caller } from '../../stores/keys';
import { requireContentScope } from '../auth';
import type { ApiDeps } from '../deps';
import { calling } from '../errors';
import { defineRoute, type Route } from '../route';
import { checkLookback } from '../selection';
import { findExport } from './find-export';

const STARTED = { message: 'The export is started.', object: 'export' } as const;
const STOPPED = { message: 'The export is stopped.', object: 'export' } as const;
const STOPPING = { message: 'The export is being stopped.', object: 'export' } as const;

const RETRY_SECONDS = 10;
const tooManyRunning = (atOnce: number) =>
  new ServiceError(
    'too_many_running',
    `${atOnce} exports of your organisation are running, as many as may run at once. Start this one when one of them has ended.`,
    { retryAfter: RETRY_SECONDS },
  );

/** Starting, cancelling and downloading exports. */
export function runRoutes(deps: ApiDeps): Route[] {
  const { config, exports, files, logger, runs } = deps;

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
      refusals: ['not_found', 'wrong_status', 'too_many_running'],
      async handle({ caller, params, about }) {
        const record = await findExport(deps, caller, params.id);
        about.workspaceId = record.workspace_id;
        requireContentScope(caller, record.requested_data);
        // What is planned only now may have waited until its range reached further back than it may.
        if (record.status === 'draft' || record.status === 'stopped') {
          checkLookback(filtersOf(record), tenantOf(record), config);
        }
        const atOnce = config.EXPORT_RUNS_PER_ORGANISATION;
        const begun = await exports.start(caller.tenant, params.id, { run: randomUUID(), by: caller.keyId, atOnce });
        if (begun === 'full') throw tooManyRunning(atOnce);
        if (!begun) {
          const found = await findExport(deps, caller, params.id);
          const { status } = found;
          about.attempt = found.attempt;
          // Another start's record, which goes back where Temporal is down: what it will answer is not known yet. With
          // Temporal there it gets through, or else the reconciler starts the run.
          if (status === 'in_progress' && hasNotBegun(found)) await calling('temporal', runs.ping());
          // What could be started now could not a moment ago: it was running then.
          if (status === moves.start.done || moves.start.from.includes(status)) return STARTED;
          throw new ServiceError('wrong_status', refusal('start', status));
        }
        const { before, started } = begun;
        about.attempt = started.attempt;
        const takeBack = () => exports.unstart({ exportId: params.id, run: started.run }, before, started.started_at);
        try {
          // It may have been changed since it was looked at, by a key that may read prompts, to hold them.
          requireContentScope(caller, before.requested_data);
        } catch (error) {
          await takeBack();
          throw error;
        }
        try {
          await calling('temporal', runs.start(started));
        } catch (error) {
          // Where only Temporal's answer was lost, the run may have begun: then it goes on.
          if (await takeBack()) throw error;
        }
        return STARTED;
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
      async handle({ caller, params, about }) {
        const draft = await exports.stopDraft(caller.tenant, params.id);
        const record = draft ?? (await findExport(deps, caller, params.id));
        about.workspaceId = record.workspace_id;
        if (draft) return STOPPED;
        const { status, run, attempt } = record;
        about.attempt = attempt;
        if (status === moves.cancel.done) return STOPPED;
        if (status !== 'in_progress' || run === null) throw new ServiceError('wrong_status', refusal('cancel', status));
        const ref = { exportId: params.id, run };
        // A workflow that is started only after this finds the run settled, and does nothing.
        if (!(await calling('temporal', runs.cancel(ref))) && (await exports.settle(ref, { status: 'stopped' }))) {
          // No workflow deletes what an earlier run wrote, or one that was terminated.
          await files.remove(allPartsFolder({ id: record._id, tenant: tenantOf(record) })).catch((error: unknown) => {
            logger.warn({ exportId: record._id, err: error }, 'parts of a stopped export are left until it expires');
          });
        }
        return afterCancel(caller, params.id);
      },
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
      // Nothing was made: the URL is not told, that is all.
      withhold: () => Promise.resolve(),
      async handle({ caller, params, about }) {
        const record = await findExport(deps, caller, params.id);
        about.workspaceId = record.workspace_id;
        const { file, status, format } = record;
        if (!moves.download.from.includes(status) || !file) {
          throw new ServiceError('wrong_status', refusal('download', status));
        }
        requireContentScope(caller, record.requested_data);
        const isPast = record.completed_at && record.completed_at < daysAgo(config.EXPORT_RETENTION_DAYS);
        if (record.expired_at || isPast) {
          throw new ServiceError(
            'expired',
            `The file was deleted: files are kept for ${config.EXPORT_RETENTION_DAYS} days. Create the export anew.`,
          );
        }
        const path = `${exportFolder({ id: record._id, tenant: tenantOf(record) })}/${file.name}`;
        const options = { generation: file.generation, saveAs: file.name, contentType: contentTypeOf(format) };
        const { url, expiresAt } = await calling('gcs', files.signUrl(path, options));
        return { signed_url: url, url, expires_at: expiresAt.toISOString() };
      },
    }),
  ];

  /**
   * The workflow may have ended otherwise before the cancellation reached it; without a worker it has not ended yet. A
   * record that is gone was stopped, and deleted then.
   */
  async function afterCancel({ tenant }: Caller, id: string) {
    const { status = 'stopped' } = (await exports.find(tenant, id)) ?? {};
    if (status === 'stopped') return STOPPED;
    if (status === 'in_progress') return STOPPING;
    throw new ServiceError('wrong_status', refusal('cancel', status));
  }
}
