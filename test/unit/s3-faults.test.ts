import { StorageFault } from '../../src/model/errors';
import { toFault } from '../../src/objects/s3/faults';

const answer = (name: string, httpStatusCode: number, message = name) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const failure = (code: string) => Object.assign(new Error(code), { code, $metadata: { attempts: 1 } });
const library = (name: string) => Object.assign(new Error(name), { name });

test.each([
  ['a bucket that is gone', answer('NoSuchBucket', 404), 'bucket_not_found', false, /Create it/],
  ['another region', answer('PermanentRedirect', 301), 'bucket_not_found', false, /Set AWS_REGION/],
  ['another region, to HEAD', answer('301', 301), 'bucket_not_found', false, /Set AWS_REGION/],
  ['no permission', answer('AccessDenied', 403), 'storage_permission_denied', false, /policy/],
  ['no permission, to HEAD', answer('403', 403), 'storage_permission_denied', false, /policy/],
  ['an unknown key', answer('InvalidAccessKeyId', 403), 'storage_permission_denied', false, /AWS credentials/],
  ['no credentials', library('CredentialsProviderError'), 'storage_permission_denied', false, /AWS credentials/],
  ['an expired token', answer('ExpiredToken', 400), 'storage_permission_denied', true, /expired/],
  ['a wrong clock', answer('RequestTimeTooSkewed', 403), 'storage_unavailable', true, /clock/],
  ['a disabled KMS key', answer('KMS.DisabledException', 400), 'storage_permission_denied', false, /AWS KMS/],
  [
    'a KMS key that is not ours',
    answer('AccessDenied', 403, 'User is not authorized to perform: kms:GenerateDataKey on this resource'),
    'storage_permission_denied',
    false,
    /kms:GenerateDataKey/,
  ],
  ['a busy KMS', answer('KMS.ThrottlingException', 400), 'storage_unavailable', true, /KMS.ThrottlingException/],
  ['too many requests', answer('SlowDown', 503), 'storage_unavailable', true, /503 \(SlowDown\)/],
  ['another write', answer('ConditionalRequestConflict', 409), 'storage_unavailable', true, /409/],
  ['an upload that another try aborted', answer('NoSuchUpload', 404), 'storage_unavailable', true, /NoSuchUpload/],
  ['a damaged upload', answer('BadDigest', 400), 'file_mismatch', true, /not what was sent/],
  ['an unreachable endpoint', failure('ECONNREFUSED'), 'storage_unavailable', true, /ECONNREFUSED/],
  ['a silent endpoint', library('TimeoutError'), 'storage_unavailable', true, /TimeoutError/],
  ['no region', new Error('Region is missing'), 'storage_permission_denied', false, /AWS_REGION is not set/],
])('%s has a name', (_, error, code, retryable, words) => {
  const fault = toFault(error) as StorageFault;
  expect(fault).toBeInstanceOf(StorageFault);
  expect(fault).toMatchObject({ code, store: 's3', cause: error, options: { retryable } });
  expect(fault.message).toMatch(words);
});

test('a bug stays a bug, and a fault the fault that it is', () => {
  const bug = new TypeError('undefined is not a function');
  expect(toFault(bug)).toBe(bug);
  const named = new StorageFault('parts_lost', 'Gone.');
  expect(toFault(named)).toBe(named);
});
