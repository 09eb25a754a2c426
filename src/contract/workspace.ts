import { z } from 'zod';
import { identifierPattern } from '../model/tenant';

export const workspaceId = z
  .string()
  .regex(identifierPattern, {
    error: 'must be the id of a workspace: at most 128 letters, digits, ".", "_", "-", "@", a letter or digit first',
  })
  .describe('The workspace whose logs are exported.');
