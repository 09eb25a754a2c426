/** The shapes of what an organisation's admins allow to be exported. */
import { z } from 'zod';
import { fields } from '../model/fields';
import { workspaceId } from './workspace';

const MAX_WORKSPACES = 500;

const fieldName = z.enum(fields.map(({ name }) => name) as [string, ...string[]]);
const deniedFields = z.array(fieldName).max(fields.length).describe('Fields that may not be exported.');
const ofWorkspace = z.strictObject({ denied_fields: deniedFields });
const workspacesDecide = z
  .boolean()
  .describe('Whether a workspace with settings of its own decides by itself. Otherwise it can only deny more.');

export const settingsBody = z
  .strictObject({
    denied_fields: deniedFields.optional(),
    workspaces_decide: workspacesDecide.optional(),
    workspaces: z
      .record(workspaceId, ofWorkspace.nullable())
      .refine((named) => Object.keys(named).length <= MAX_WORKSPACES, `must name at most ${MAX_WORKSPACES} workspaces`)
      .optional()
      .describe('By workspace; null removes the settings of one. A workspace that is not named keeps its own.'),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    error: 'must name at least one of denied_fields, workspaces_decide, workspaces',
  })
  .meta({ id: 'ChangeExportSettings' });
export type SettingsChange = z.output<typeof settingsBody>;

export const settingsAnswer = z
  .strictObject({
    object: z.literal('export_settings'),
    denied_fields: deniedFields,
    workspaces_decide: workspacesDecide,
    workspaces: z.record(z.string(), ofWorkspace),
  })
  .meta({ id: 'ExportSettings' });

export const restrictionsQuery = z.strictObject({ workspace_id: workspaceId.optional() });

export const restrictionsAnswer = z
  .strictObject({
    object: z.literal('field_restrictions'),
    denied_fields: z.array(z.string()).describe('What may not be exported, in every spelling.'),
    allowed_fields: z.array(z.string()),
  })
  .meta({ id: 'FieldRestrictions' });
