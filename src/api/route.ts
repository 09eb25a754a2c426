import type { z } from 'zod';
import type { AuditAction } from '../contract/audit';
import type { Scope } from '../contract/scopes';
import type { ErrorCode } from '../model/errors';
import type { Asked } from '../exports/deps';

/** An answer that is JSON text already, because its values would not survive being parsed (64-bit integers, say). */
export class RawJson {
  constructor(readonly text: Buffer) {}
}

type Infer<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * One endpoint, as a value: the router, the checks of its input, the OpenAPI document and the tests all read it from
 * here. `refusals` are the codes it may answer besides those that every route may.
 */
export interface Route<
  P extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  A extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/v1`, in OpenAPI's spelling: `/logs/exports/{id}`. */
  path: string;
  id: string;
  summary: string;
  scope: Scope;
  /** As what the audit trail keeps it; left out: only where it is refused. */
  audit?: AuditAction;
  /** For an answer that is a secret, withheld where the audit trail can't take the entry: takes back what was made. */
  withhold?(answer: z.output<A>): Promise<unknown>;
  /** It makes something, and takes the header Idempotency-Key: what it makes has the ids that `newId` answers. */
  idempotent?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  /** For bodies larger than the usual limit, in bytes. */
  bodyBytes?: number;
  answer: A;
  refusals: readonly ErrorCode[];
  handle: (
    request: Asked & { newId: () => string; params: Infer<P>; query: Infer<Q>; body: Infer<B> },
  ) => Promise<z.input<A> | RawJson>;
}

/** Ties the handler's types to the schemas beside it. */
export function defineRoute<
  A extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(route: Route<P, Q, B, A>): Route {
  return route;
}
