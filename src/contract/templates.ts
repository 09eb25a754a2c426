/** The shapes of templates: what is asked of an export, saved under a name for the next time. */
import { z } from 'zod';
import { filtersSchema } from '../model/filters';
import { compressions, formatNames } from '../model/formats';
import { relativeRanges } from '../model/relative-ranges';
import { exportedAs, goTogether } from './exports';
import { listTotal, pageQuery } from './pages';
import { workspaceId } from './workspace';

const { description: _ofExports, ...fileAs } = exportedAs;
const times = ['created_at', 'time_of_generation_min', 'time_of_generation_max'];

const relativeRange = z
  .enum(relativeRanges)
  .nullable()
  .describe('A time range that is counted from when the template is used; the filters then hold no times.');

/** The body of create. `maxLogs`: how many logs an export may hold in this installation. */
export const templateBody = (maxLogs: number) =>
  z
    .strictObject({
      name: z.string().trim().min(1).max(200).describe('A name for people.'),
      filters: filtersSchema(maxLogs),
      ...fileAs,
      relative_range: relativeRange.optional(),
      workspace_id: workspaceId.nullish().describe('Who shares it. Default: all that the key reaches.'),
    })
    .superRefine((wanted, context) => {
      goTogether(wanted, context);
      if (!wanted.relative_range) return;
      for (const key of times.filter((key) => Object.hasOwn(wanted.filters, key))) {
        const message = 'must be left out: relative_range says the time range';
        context.addIssue({ code: 'custom', path: ['filters', key], message });
      }
    })
    .meta({ id: 'CreateTemplate' });
export type CreateTemplate = z.output<ReturnType<typeof templateBody>>;

export const templateParams = z.strictObject({ id: z.string().describe('The id of the template.') });

export const templateAnswer = z
  .strictObject({
    id: z.string(),
    object: z.literal('export_template'),
    organisation_id: z.string(),
    workspace_id: z.string().nullable().describe('The workspace that shares it; null: keys of all workspaces do.'),
    name: z.string(),
    filters: z.record(z.string(), z.unknown()),
    requested_data: z.array(z.string()),
    format: z.enum(formatNames),
    compression: z.enum(compressions),
    csv_formulas: z.literal('keep').nullable(),
    relative_range: relativeRange,
    created_at: z.iso.datetime(),
    created_by: z.string().describe('The id of the key that made it.'),
  })
  .meta({ id: 'Template' });
export type TemplateAnswer = z.output<typeof templateAnswer>;

export const templateListQuery = z.strictObject(pageQuery);
export const templateListAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(templateAnswer) })
  .meta({ id: 'TemplateList' });

export const templateMessage = z
  .strictObject({ message: z.string(), object: z.literal('export_template') })
  .meta({ id: 'TemplateMessage' });
