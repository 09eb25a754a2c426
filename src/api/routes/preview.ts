import { fieldsAnswer, previewAnswer } from '../../contract/export-answers';
import type { ExportBodies } from '../../contract/exports';
import { previewExport } from '../../exports/preview';
import { fields } from '../../model/fields';
import { packagingOf } from '../../model/formats';
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
      refusals: ['too_many_counts', 'field_denied'],
      async handle({ actor, body }) {
        const { truncated, sample, ...counted } = await previewExport(deps, { actor }, body);
        const shown = withinSize(sample);
        return {
          ...counted,
          format: packagingOf(body).format,
          limit: deps.config.EXPORT_MAX_LOGS,
          capped: truncated,
          sample: shown.map(String),
          sample_too_long: sample.length - shown.length,
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
