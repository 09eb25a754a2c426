import { z } from 'zod';

/** The header with which a request that makes something can be sent again, and is carried out once. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters, such as a UUID')
  .optional()
  .describe(
    'A text of your choice, such as a UUID. Within a day, the same request under the same key is carried out once.',
  );
