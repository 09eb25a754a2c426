import { z } from 'zod';
import { errorCodes } from '../model/errors';

export const errorAnswer = z
  .strictObject({
    error: z.strictObject({
      type: z.string().meta({ examples: ['invalid_request_error'] }),
      code: z.enum(errorCodes),
      message: z.string().describe('What was wrong, where, and what would do.'),
      param: z.string().nullable().describe('The field at fault, as a path, or null.'),
    }),
    request_id: z.string(),
  })
  .meta({ id: 'Error' });
