/** The shapes of key management. */
import { z } from 'zod';
import { identifierPattern, userPattern } from '../model/tenant';
import { listTotal, pageQuery } from './pages';
import { grantedScope, scopeSchema } from './scopes';

const timestamp = z.iso.datetime();

/** `own`: a key reaches only what its person made. */
export const visibilities = ['workspace', 'own'] as const;
export type Visibility = (typeof visibilities)[number];
const visibility = z.enum(visibilities).describe('own: it reaches only the exports of its user.');

export const userId = z
  .string()
  .regex(userPattern, 'must be an id or a mail address: at most 254 visible ASCII characters');

export const keyBody = z
  .strictObject({
    name: z.string().min(1).max(200).optional().describe('A name for people.'),
    workspace_id: z
      .string()
      .regex(identifierPattern, 'must begin with a letter or digit and hold only letters, digits, ".", "_", "-", "@"')
      .optional()
      .describe('The one workspace it reaches; left out: all of the organisation.'),
    scopes: z
      .array(grantedScope)
      .min(1, 'must name at least one scope')
      .max(16)
      .transform((granted) => [...new Set(granted)]),
    user: userId.optional().describe('The person it is for, by an id or a mail address.'),
    visibility: visibility.default('workspace'),
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 time, such as "2026-12-31T00:00:00Z"' })
      .refine((written) => Date.parse(written) > Date.now(), { error: 'must be in the future' })
      .optional(),
  })
  .refine((key) => key.visibility === 'workspace' || key.user !== undefined, {
    path: ['user'],
    error: 'must say whose exports the key reaches, as visibility is own',
  })
  .refine((key) => key.visibility === 'workspace' || !key.scopes.includes('admin'), {
    path: ['visibility'],
    error: 'must not be own for a key with the scope admin, which manages the keys of others',
  })
  .meta({ id: 'CreateApiKey' });

const keyShape = {
  id: z.string(),
  object: z.literal('api_key'),
  name: z.string().nullable(),
  prefix: z.string().describe("The key's first characters, to tell keys apart."),
  organisation_id: z.string(),
  workspace_id: z.string().nullable(),
  scopes: z.array(scopeSchema),
  user: z.string().nullable(),
  visibility,
  created_at: timestamp,
  expires_at: timestamp.nullable(),
  last_used_at: timestamp.nullable().describe('To the minute.'),
  revoked_at: timestamp.nullable(),
};

export const keyAnswer = z.strictObject(keyShape).meta({ id: 'ApiKey' });
export type KeyAnswer = z.output<typeof keyAnswer>;

export const createdKeyAnswer = z
  .strictObject({ ...keyShape, key: z.string().describe('The key itself. It is shown this once.') })
  .meta({ id: 'CreatedApiKey' });

export const keyListQuery = z.strictObject(pageQuery);

export const keyListAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(keyAnswer) })
  .meta({ id: 'ApiKeyList' });

export const keyParams = z.strictObject({ id: z.string().describe('The id of the key.') });

export const keyMessage = z
  .strictObject({ message: z.string(), object: z.literal('api_key') })
  .meta({ id: 'ApiKeyMessage' });
