import { type ExportBodies, fieldsAnswer, previewAnswer } from '../../contract/exports';
import { previewExport } from '../../exports/preview';
import { fields } from '../../model/fields';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';

/** Bytes of sample lines in an answer: a single log may take 16 MiB. */
const SAMPLE_BYTES = 262_144;

/** What clients ask before they create an export: what it would hold, and the available fields. */
export function previewRoutes(deps: ApiDeps, bodies: ExportBodies): Route[] {
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
      async handle({ actor, body }) {
        const { total, total_records, truncated, sample, without_time } = await previewExport(deps, { actor }, body);
        const bytes = sample.reduce((sum, line) => sum + line.length, 0);
        const shown = withinSize(sample);
        return {
          total,
          total_records,
          limit: deps.config.EXPORT_MAX_LOGS,
          capped: truncated,
          estimated_bytes: sample.length ? Math.round((bytes / sample.length) * total) : 0,
          sample: shown.map((line) => line.toString('utf8', 0, line.length - 1)),
          sample_too_long: sample.length - shown.length,
          without_time,
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
}

/** As many lines as fit; one that is too long is left out, the others stay. */
function withinSize(lines: readonly Buffer[]): Buffer[] {
  let room = SAMPLE_BYTES;
  return lines.filter((line) => {
    const fits = line.length <= room;
    if (fits) room -= line.length;
    return fits;
  });
}
