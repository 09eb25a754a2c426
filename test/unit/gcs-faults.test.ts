import { ApiError } from '@google-cloud/storage';
import { ExportFault, StorageFault } from '../../src/model/errors';
import { bucketMissing, rethrow, toFault } from '../../src/objects/gcs/faults';

const answered = (code: number | string) => Object.assign(new ApiError('what the service said'), { code });
const withCode = (code: string) => Object.assign(new Error('what the system said'), { code });
const named = (name: string, more: object = {}) => Object.assign(new Error('what the client said'), { name, ...more });

test.each([
  ['401', answered(401), 'storage_permission_denied', false],
  ['403', answered(403), 'storage_permission_denied', false],
  ['429', answered(429), 'storage_unavailable', true],
  ['503, as text', answered('503'), 'storage_unavailable', true],
  ['a key file that is not there', withCode('ENOENT'), 'storage_permission_denied', false],
  ['a key that is revoked', new Error('invalid_grant: Invalid JWT'), 'storage_permission_denied', false],
  ['a token that is refused', named('GaxiosError', { status: 403 }), 'storage_permission_denied', false],
  ['a token service that is down', named('GaxiosError', { status: 503 }), 'storage_unavailable', true],
  ['a connection that was reset', withCode('ECONNRESET'), 'storage_unavailable', true],
  ['a call that timed out', named('FetchError', { type: 'request-timeout' }), 'storage_unavailable', true],
] as const)('%s', (_name, error, code, retryable) => {
  const fault = toFault(error) as StorageFault;
  expect(fault).toBeInstanceOf(StorageFault);
  expect(fault).toMatchObject({ code, options: { retryable, cause: error } });
  expect(fault.message).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ['a bug of ours', withCode('ERR_OUT_OF_RANGE')],
  ['a TypeError', new TypeError('x is not a function')],
  ['an answer of something else', Object.assign(new Error('no answer of the service'), { code: 503 })],
  ['a fault of another part', new ExportFault('export_changed', 'It was changed.')],
  ['no error at all', 'text'],
])('%s is no fault of the store', (_name, error) => expect(toFault(error)).toBe(error));

test('what 404 means is for the call to say', () => {
  const missing = rethrow(bucketMissing('b'));
  const codeOf = (throwing: (error: unknown) => never, status: number) => {
    try {
      return throwing(answered(status));
    } catch (error) {
      return (error as StorageFault).code;
    }
  };
  expect(codeOf(missing, 404)).toBe('bucket_not_found');
  expect(codeOf(missing, 500)).toBe('storage_unavailable');
  expect(codeOf(rethrow(), 404)).toBe('storage_unavailable');
});
