import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { ServiceError } from '../model/errors';
import type { Presented } from '../stores/keys';
import type { AuditFacts } from '../exports/deps';
import { requireScope } from '../exports/rights';
import { presentedKey, requireInUse, requireRate } from './auth';
import { parseBody, readBody, USUAL_BODY_BYTES } from './body';
import type { HoldBody } from './body-budget';
import type { ApiDeps } from './deps';
import { notNoted } from './errors';
import { carryOutOnce, type NewId } from './idempotency';
import { RawJson, type Route } from './route';
import { refuseUndefinedId } from './sdk-slips';
import { validate } from './validate';

/** A log, and its `request`, `response` and `metadata`; below those, what a client sent is kept as it is. */
const ENVELOPE_LEVELS = 2;

/** Answers a request to a route: who asks and may they, is the input valid, then the handler; all of it in the audit trail. */
export async function handle(context: Context, route: Route, deps: ApiDeps, holdBody: HoldBody): Promise<void> {
  context.set('Cache-Control', 'no-store');
  const presented = await presentedKey(context, deps.keys);
  const { organisationId, workspaceId } = presented.tenant;
  context.state.organisationId = organisationId;
  const about: AuditFacts = { workspaceId, attempt: null };
  const note = noteFor(context, route, { ...presented, about }, deps);
  await requireRate(presented, deps.rates, note);
  const perform = async () => {
    const { bytes, ...input } = await readInput(context, route);
    // A body may take minutes to arrive, and the key may have been revoked meanwhile.
    if (route.body) requireInUse(await presentedKey(context, deps.keys));
    const carryOut = async (newId: NewId) => {
      const answer = await route.handle({ actor: presented, about, newId, ...input });
      const isNoted = route.audit ? await note('ok', answer) : true;
      if (isNoted || !route.withhold) return answer;
      await route.withhold(answer).catch(() => undefined);
      throw notNoted();
    };
    const of = [route.id, JSON.stringify([input.params, input.query]), bytes];
    const request = { caller: presented, of, isSecret: 'withhold' in route };
    return route.idempotent ? carryOutOnce(context, request, deps, carryOut) : carryOut(randomUUID);
  };
  let answer: unknown;
  try {
    requireInUse(presented);
    requireScope(presented, route.scope);
    answer = await holdBody(organisationId, bodyBytes(context, route), perform);
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) await note(error.code);
    throw error;
  }
  context.type = 'application/json';
  context.body = answer instanceof RawJson ? answer.text : JSON.stringify(answer);
}

const bodyLimit = ({ bodyBytes = USUAL_BODY_BYTES }: Route) => bodyBytes;

/** How large the body will be at most. */
function bodyBytes(context: Context, route: Route): number {
  if (!route.body) return 0;
  const announced = context.get('Transfer-Encoding') ? Infinity : Number(context.get('Content-Length'));
  return Math.min(announced, bodyLimit(route));
}

/** Path, query and body, each as its schema makes it. */
async function readInput(context: Context, route: Route) {
  // The path is judged first: a slip there explains a body that does not fit.
  const params = route.params && validate(route.params, context.params, 'path');
  refuseUndefinedId(params);
  const query = validateQuery(route, context);
  const isInsert = route.bodyBytes !== undefined;
  const limit = bodyLimit(route);
  const levels = isInsert ? ENVELOPE_LEVELS : Infinity;
  const bytes = route.body ? await readBody(context.req, limit) : Buffer.alloc(0);
  const body =
    route.body && validate(route.body, parseBody(bytes, context.headers, { exact: isInsert }), 'body', { levels });
  return { params, query, body, bytes };
}

/** Writes this request to the audit trail. What can't be written there is logged, since the deed is done: false then. */
function noteFor(
  context: Context,
  route: Route,
  { id, tenant, about }: Presented & { about: AuditFacts },
  { audit, logger }: ApiDeps,
) {
  return async (result: string, answer?: unknown) => {
    const named = (context.params as { id?: string }).id ?? (answer as { id?: string } | undefined)?.id ?? null;
    const entry = {
      action: route.audit ?? ('request' as const),
      organisation_id: tenant.organisationId,
      workspace_id: about.workspaceId,
      key_id: id,
      target_id: named && named.slice(0, 128),
      result,
      request_id: context.state.requestId as string,
      address: context.ip,
      attempt: about.attempt,
      error: null,
      change: about.change ? JSON.stringify(about.change) : null,
    };
    return audit.append(entry).then(
      () => true,
      (error: unknown) => {
        logger.error({ entry, err: error }, 'audit entry lost');
        return false;
      },
    );
  };
}

function validateQuery(route: Route, context: Context): unknown {
  const given = { ...context.query };
  if (route.query) return validate(route.query, given, 'query');
  const [unknown] = Object.keys(given);
  if (unknown === undefined) return undefined;
  throw new ServiceError('invalid_request', `${unknown} is not known: this endpoint takes no query.`, {
    param: unknown,
  });
}
