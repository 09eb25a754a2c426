/** What a key may ask for, and what it can narrow its list of exports to. */
import { z } from 'zod';
import { visibilities } from './api-keys';
import { scopeSchema } from './scopes';

export const accessAnswer = z
  .strictObject({
    object: z.literal('export_access'),
    key_id: z.string(),
    organisation_id: z.string(),
    workspace_id: z.string().nullable().describe('The one workspace that the key reaches; null: all of them.'),
    user: z.string().nullable().describe('The person that the key is for.'),
    visibility: z.enum(visibilities),
    scopes: z.array(scopeSchema),
    retention_days: z.number().nullable().describe('How long a file is kept after its export ended; null: for ever.'),
    workspaces: z.array(z.string()).describe('The workspaces that have keys or exports, as far as the key sees them.'),
    people: z.array(z.string()).describe('The people whose exports the key sees.'),
    creators: z
      .array(z.strictObject({ id: z.string(), name: z.string().nullable() }))
      .describe('The keys that made the exports which this key sees.'),
  })
  .meta({ id: 'ExportAccess' });
