import { SigningFault, StorageFault } from '../../src/model/errors';
import { rethrowOfSigning, toFault } from '../../src/objects/azure/faults';

const answer = (code: string, statusCode: number, message = code) =>
  Object.assign(new Error(message), { name: 'RestError', code, statusCode });
const failure = (code: string) => Object.assign(new Error(code), { name: 'RestError', code });
const library = (name: string) => Object.assign(new Error(name), { name });

test.each([
  ['a container that is gone', answer('ContainerNotFound', 404), 'bucket_not_found', false, /Create it/],
  ['one that is being deleted', answer('ContainerBeingDeleted', 409), 'bucket_not_found', false, /Create it/],
  [
    'no role',
    answer('AuthorizationPermissionMismatch', 403),
    'storage_permission_denied',
    false,
    /Storage Blob Data Contributor/,
  ],
  ['a network rule', answer('AuthorizationFailure', 403), 'storage_permission_denied', false, /network rules/],
  ['a wrong key', answer('AuthenticationFailed', 403), 'storage_permission_denied', false, /Azure credentials/],
  [
    'keys that are forbidden',
    answer('KeyBasedAuthenticationNotPermitted', 403),
    'storage_permission_denied',
    false,
    /no keys/,
  ],
  ['no identity', library('CredentialUnavailableError'), 'storage_permission_denied', false, /workload identity/],
  [
    'an identity that is refused',
    library('AuthenticationError'),
    'storage_permission_denied',
    false,
    /workload identity/,
  ],
  ['an expired token', answer('InvalidAuthenticationInfo', 401), 'storage_permission_denied', true, /expired/],
  [
    'a wrong clock',
    answer('AuthenticationFailed', 403, 'Request date header too old: Sat, 28 Nov 2026 10:00:00 GMT'),
    'storage_unavailable',
    true,
    /clock/,
  ],
  [
    'a key vault that refuses',
    answer('KeyVaultEncryptionKeyNotFound', 403),
    'storage_permission_denied',
    false,
    /Key Vault/,
  ],
  ['a disabled scope', answer('EncryptionScopeDisabled', 409), 'storage_permission_denied', false, /encryption scope/],
  [
    'a policy against deletion',
    answer('BlobImmutableDueToPolicy', 409),
    'storage_permission_denied',
    false,
    /immutability/,
  ],
  ['a busy account', answer('ServerBusy', 503), 'storage_unavailable', true, /503 \(ServerBusy\)/],
  ['a damaged upload', answer('Md5Mismatch', 400), 'file_mismatch', true, /not what was sent/],
  ['an unreachable endpoint', failure('ECONNREFUSED'), 'storage_unavailable', true, /ECONNREFUSED/],
  ['an endpoint that is too slow', library('AbortError'), 'storage_unavailable', true, /AbortError/],
])('%s has a name', (_, error, code, retryable, words) => {
  const fault = toFault(error) as StorageFault;
  expect(fault).toBeInstanceOf(StorageFault);
  expect(fault).toMatchObject({ code, store: 'azure', cause: error, options: { retryable } });
  expect(fault.message).toMatch(words);
});

test('a bug stays a bug, and a fault the fault that it is', () => {
  const bug = new TypeError('undefined is not a function');
  expect(toFault(bug)).toBe(bug);
  const named = new StorageFault('parts_lost', 'Gone.');
  expect(toFault(named)).toBe(named);
});

test.each([
  [
    'no role for a key to sign with',
    answer('AuthorizationPermissionMismatch', 403),
    'signing_refused',
    /Storage Blob Delegator/,
  ],
  ['no identity', library('CredentialUnavailableError'), 'storage_permission_denied', /workload identity/],
  ['a busy account', answer('ServerBusy', 503), 'storage_unavailable', /503/],
])('in signing, %s is a fault of signing', (_, error, code, words) => {
  const sign = () => rethrowOfSigning(error);
  expect(sign).toThrow(SigningFault);
  expect(sign).toThrow(words);
  expect(sign).toThrow(expect.objectContaining({ code, store: 'azure' }) as Error);
});
