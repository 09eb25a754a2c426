import { type CreateExport, type ExportBodies, fieldsAnswer, previewAnswer } from '../../contract/exports';
import { compileLineEncoder } from '../../encode/line';
import { keyOfLog } from '../../encode/log-key';
import { Output } from '../../encode/output';
import { cutBatches } from '../../model/batches';
import { columnsFor, fields, projectionFor } from '../../model/fields';
import { sliceOf } from '../../model/filters';
import type { Tenant } from '../../model/tenant';
import { type LogSelection, selectLogs } from '../../stores/logs';
import { requireContentScope, workspaceFor } from '../auth';
import type { CountTurns } from '../count-turns';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';
import { checkLookback, countLogs } from '../selection';

const SAMPLE_LOGS = 5;
/** A log may have 16 MiB: what is shown of the first lines ends with the line that would pass this. */
const SAMPLE_BYTES = 262_144;

/** What can be asked before there is an export: what it would hold, and which fields there are. */
export function previewRoutes({ config, logs }: ApiDeps, bodies: ExportBodies, inTurn: CountTurns): Route[] {
  return [
    defineRoute({
      id: 'previewExport',
      method: 'post',
      path: '/logs/exports/preview',
      summary: 'What an export would hold; creates nothing',
      scope: 'logs.export',
      body: bodies.create,
      answer: previewAnswer,
      refusals: ['too_many_counts'],
      async handle({ caller, body }) {
        requireContentScope(caller, body.requested_data);
        const tenant = { ...caller.tenant, workspaceId: workspaceFor(caller, body.workspace_id) };
        checkLookback(body.filters, tenant, config);
        const { counted, lines } = await inTurn(tenant.organisationId, () => look(tenant, body));
        const { total, total_records, truncated } = counted;
        const bytes = lines.reduce((sum, line) => sum + line.length, 0);
        return {
          total,
          total_records,
          limit: config.EXPORT_MAX_LOGS,
          capped: truncated,
          estimated_bytes: lines.length ? Math.round((bytes / lines.length) * total) : 0,
          sample: withinSize(lines).map((line) => line.toString('utf8', 0, line.length - 1)),
        };
      },
    }),

    defineRoute({
      id: 'listFields',
      method: 'get',
      path: '/logs/exports/fields',
      summary: 'The fields that an export may be asked for',
      scope: 'logs.export',
      answer: fieldsAnswer,
      refusals: [],
      handle: () => {
        const data = fields.map(({ name, alias, group, description, scope }) => ({
          name,
          alias,
          group,
          description,
          scope,
        }));
        return Promise.resolve({ object: 'list' as const, data });
      },
    }),
  ];

  /** How many logs there are, and the first lines of them. */
  async function look(tenant: Tenant, { filters, requested_data }: CreateExport) {
    const maxLogs = config.EXPORT_MAX_LOGS;
    const counted = await countLogs(logs, { tenant, filters, maxLogs });
    if (counted.total === 0) return { counted, lines: [] };
    const lines = await firstLines(selectLogs(tenant, filters, new Date()), sliceOf(filters, maxLogs), requested_data);
    return { counted, lines };
  }

  /** The first lines of the slice, each with its line feed, as an export would write them. */
  async function firstLines(
    selection: LogSelection,
    { skip, limit }: { skip: number; limit: number },
    names: string[],
  ) {
    const wanted = Math.min(SAMPLE_LOGS, limit);
    const keys = logs.keys(selection, skip + wanted);
    const { batches } = await cutBatches(keys, keyOfLog, { skip, limit: wanted, rowsPerBatch: wanted, maxBatches: 2 });
    const columns = columnsFor(names);
    const encode = compileLineEncoder(columns);
    const out = new Output();
    const lines: Buffer[] = [];
    for (const batch of batches) {
      for await (const page of logs.readBatch(selection, batch, { projection: projectionFor(columns) })) {
        for (const log of page) {
          encode(log, out);
          lines.push(out.take());
        }
      }
    }
    return lines;
  }
}

function withinSize(lines: readonly Buffer[]): Buffer[] {
  let bytes = 0;
  return lines.filter((line) => (bytes += line.length) <= SAMPLE_BYTES);
}
