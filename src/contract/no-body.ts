import { z } from 'zod';

/** What a request whose path says it all may send: nothing, or an empty object. */
export const noBody = z.strictObject({}).optional();
