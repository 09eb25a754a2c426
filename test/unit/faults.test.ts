import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { ServiceError } from '@temporalio/client';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { toFailure } from '../../src/activities/faults';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { ExportFault, StorageFault } from '../../src/model/errors';

const SECRET = 'the prompt of a user';
const withCode = (code: unknown) => Object.assign(new Error(SECRET), { code });
const mongo = (code: number, codeName: string) => new MongoServerError({ message: SECRET, code, codeName });

test.each([
  ['MongoDB: not authorized', mongo(13, 'Unauthorized'), 'log_store_permission_denied', false],
  ['MongoDB: bad credentials', mongo(18, 'AuthenticationFailed'), 'log_store_permission_denied', false],
  ['MongoDB: a failover', mongo(10107, 'NotWritablePrimary'), 'mongodb_unavailable', true],
  ['MongoDB: no connection', new MongoNetworkError(SECRET), 'mongodb_unavailable', true],
  ['MongoDB: a socket that breaks while a command waits to be sent', withCode('EPIPE'), 'mongodb_unavailable', true],
  [
    'storage, as its store named it',
    new StorageFault('storage_unavailable', 'It is down.', { retryable: true }),
    'storage_unavailable',
    true,
  ],
  ['Temporal, asked by the reconciler', new ServiceError(SECRET), 'temporal_unavailable', true],
  ['an error with a code that no store named', withCode('ERR_OUT_OF_RANGE'), 'workflow_failed', true],
  ['one with a number as its code', withCode(503), 'workflow_failed', true],
  ['a log that is no BSON', new CorruptDocumentError('a length beyond the end', 7), 'corrupt_log', false],
  ['a bug', new TypeError(SECRET), 'workflow_failed', true],
  ['no error at all', SECRET, 'workflow_failed', true],
] as const)('%s', (_name, error, type, retryable) => {
  const failure = toFailure(error) as ApplicationFailure;
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect({ type: failure.type, retryable: !failure.nonRetryable }).toEqual({ type, retryable });
  expect(failure.message).toMatch(/^[A-Z].*\.$/);
});

test('what Temporal is told quotes nothing of what the error said', () => {
  for (const error of [
    mongo(2, 'BadValue'),
    withCode(400),
    new TypeError(SECRET),
    new CorruptDocumentError('a length beyond the end', 7),
  ]) {
    const { message, stack, cause, details } = toFailure(error) as ApplicationFailure;
    expect(JSON.stringify([message, stack, String(cause), details])).not.toContain(SECRET);
  }
});

test('a fault of ours keeps its words; a cancellation and a failure of Temporal’s pass as they are', () => {
  const fault = new ExportFault('bucket_not_found', 'The bucket b does not exist. Create it.', { retryable: false });
  expect(toFailure(fault)).toMatchObject({ type: 'bucket_not_found', nonRetryable: true, message: fault.message });
  const passed = [new CancelledFailure('stop'), ApplicationFailure.retryable('again', 'x')];
  for (const failure of passed) expect(toFailure(failure)).toBe(failure);
});
