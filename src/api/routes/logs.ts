import { BSON, type Document } from 'mongodb';
import { insertAnswer, insertBody, logAnswer, logParams } from '../../contract/logs';
import { isValueKind, type ValueKind } from '../../encode/column';
import { compileLineEncoder } from '../../encode/line';
import { Output } from '../../encode/output';
import { ServiceError } from '../../model/errors';
import { fields } from '../../model/fields';
import { toLogDocument } from '../../model/log';
import type { ApiDeps } from '../deps';
import { defineRoute, RawJson, type Route } from '../route';

/** Metrics that are columns have the same values as in an export. */
const metricKinds = new Map(
  fields.flatMap(({ path, kind }): [string, ValueKind][] =>
    path.startsWith('metrics.') && isValueKind(kind) ? [[path.slice('metrics.'.length), kind]] : [],
  ),
);

const withoutContent = [
  { name: 'id', path: '_id', kind: 'string' },
  { name: 'organisation_id', path: 'organisation_id', kind: 'string' },
  { name: 'created_at', path: 'created_at', kind: 'date' },
  { name: 'metrics', path: 'metrics', kind: 'json', kinds: metricKinds },
  { name: 'feedback', path: 'feedback', kind: 'json' },
] as const;
const withContent = [
  ...withoutContent,
  { name: 'request', path: 'request', kind: 'json' },
  { name: 'response', path: 'response', kind: 'json' },
] as const;

/** MongoDB's limit of a document. */
const MAX_DOCUMENT_BYTES = 16_777_216;

function checkSize(document: Document, index: number): void {
  const bytes = BSON.calculateObjectSize(document, { ignoreUndefined: true });
  if (bytes <= MAX_DOCUMENT_BYTES) return;
  const message = `The log at index ${index} takes ${bytes} bytes in MongoDB, which holds at most ${MAX_DOCUMENT_BYTES} a log. Shorten it.`;
  throw new ServiceError('payload_too_large', message, { param: String(index) });
}

/** Writing logs as the gateway does, and reading one. */
export function logRoutes({ config, logs }: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'insertLogs',
      method: 'post',
      path: '/logs',
      summary: 'Write one log, or a list of them',
      scope: 'logs.write',
      idempotent: true,
      body: insertBody,
      bodyBytes: config.REQUEST_BODY_BYTES,
      answer: insertAnswer,
      refusals: [],
      async handle({ actor, body, newId }) {
        const sources = Array.isArray(body) ? body : [body];
        const now = new Date();
        // Logs of the same time are exported in the order of their ids, so ids are made in the order of the body.
        const ids = sources.map(newId).sort();
        const documents = sources.map((source, index) => {
          const document = toLogDocument(source, { id: ids[index]!, tenant: actor.tenant, now });
          checkSize(document, index);
          return document;
        });
        await logs.insert(documents);
        const data = documents.map(({ _id }) => ({ id: String(_id), object: 'log' as const }));
        return { object: 'list' as const, total: data.length, data };
      },
    }),

    defineRoute({
      id: 'getLog',
      method: 'get',
      path: '/logs/{id}',
      summary: 'Read one log; its request and response need the scope completions besides',
      scope: 'logs.view',
      params: logParams,
      answer: logAnswer,
      refusals: ['not_found'],
      async handle({ actor, params }) {
        const log = await logs.find(actor.tenant, params.id);
        if (!log) throw new ServiceError('not_found', 'There is no log with this id.', { param: 'id' });
        const out = new Output();
        compileLineEncoder(actor.scopes.includes('completions') ? withContent : withoutContent)(log, out);
        return new RawJson(Buffer.concat([Buffer.from('{"object":"log",'), out.take().subarray(1)]));
      },
    }),
  ];
}
