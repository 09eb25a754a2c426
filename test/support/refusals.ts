import type { Answer } from './client';
import type { Stack } from './stack';

interface ErrorBody {
  error: { type: string; code: string; message: string; param: string | null };
  request_id: string;
}

interface Expected {
  status?: number;
  code?: string;
  param?: string | null;
  /** What the message must say besides: what was wrong, or what would do. */
  says?: RegExp;
}

/** Checks a refusal whole: status, code, shape, the field named in `param` and in the message, and the request's id. */
export function expectRefusal(
  { status, headers, body }: Answer,
  { status: wanted = 400, code = 'invalid_request', param = null, says = /./ }: Expected,
): void {
  const { error, request_id } = body as ErrorBody;
  expect({ status, code: error.code, param: error.param }).toEqual({ status: wanted, code, param });
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(error.message).toMatch(says);
  expect(error.message).toMatch(/^[^\n]+[.)]$/);
  if (param !== null && wanted === 400) expect(error.message).toContain(param);
  expect(request_id).toBe(headers.get('x-request-id'));
}

/** How many exports and logs there are, to see that a refused request wrote nothing. */
export async function countWritten({ mongo, config }: Stack): Promise<{ exports: number; logs: number }> {
  const db = mongo.db(config.MONGO_DATABASE);
  const [exports, logs] = await Promise.all([
    db.collection('exports').countDocuments(),
    db.collection(config.MONGO_COLLECTION_NAME).countDocuments(),
  ]);
  return { exports, logs };
}
