import { randomBytes } from 'node:crypto';
import * as azure from '@azure/storage-blob';
import { type Signer, signByIdentity } from '../../src/objects/azure/signing';
import { verifySas } from '../support/verify-sas';

const KEY = randomBytes(32).toString('base64');
const HOUR = 3_600_000;
const blob = { container: 'exports', name: 'a/file.txt' };

/** Signs as an identity does; `asked` are the lives of the keys that Azure was asked for. */
function identity(seconds: number) {
  const asked: [start: number, end: number][] = [];
  const service = {
    getUserDelegationKey(start: Date, end: Date) {
      asked.push([start.getTime(), end.getTime()]);
      const [signedObjectId, signedTenantId] = ['the identity', 'the tenant'];
      const fields = { signedObjectId, signedTenantId, signedStartsOn: start, signedExpiresOn: end, value: KEY };
      return Promise.resolve({ ...fields, signedService: 'b', signedVersion: '2026-04-06' });
    },
  } as unknown as azure.BlobServiceClient;
  const urlOf = (container: string, name: string) => `https://acme.blob.core.windows.net/${container}/${name}`;
  const signing = { azure, account: 'acme', seconds, urlOf } as unknown as Parameters<typeof signByIdentity>[0];
  const credential = { getToken: (scopes: string) => Promise.resolve({ token: `a token for ${scopes}` }) };
  return { asked, signer: signByIdentity(signing, service, credential) };
}

const sign = (signer: Signer) =>
  signer.signDownload({ container: blob.container, blob: blob.name, saveAs: 'saved.txt', contentType: 'text/plain' });

test('an identity signs with a key that Azure gives it for a while, and takes again while it lives', async () => {
  const { asked, signer } = identity(900);
  const { url, expiresAt } = await sign(signer);
  const rules = { account: 'acme', key: KEY, blob, now: new Date(expiresAt.getTime() - 1) };
  expect(verifySas(url, rules)).toBe('valid');
  expect(verifySas(url, { ...rules, now: expiresAt })).toBe('expired');
  expect(verifySas(url, { ...rules, key: randomBytes(32).toString('base64') })).toBe('forged');
  await sign(signer);
  expect(asked).toHaveLength(1);
  expect(asked[0]![1]).toBeGreaterThanOrEqual(expiresAt.getTime());
});

test('a URL ends with its key, which lives for seven days at most', async () => {
  const { asked, signer } = identity((7 * 24 * HOUR) / 1_000);
  const { expiresAt } = await sign(signer);
  const [start, end] = asked[0]!;
  expect(end - start).toBe(7 * 24 * HOUR);
  expect(expiresAt.getTime()).toBe(end);
});

test('what is copied is read with the identity’s token', async () => {
  const { signer } = identity(900);
  const source = await signer.copySource({
    url: 'https://acme.example/exports/a',
    containerName: 'exports',
    name: 'a',
  });
  expect(source).toEqual({
    url: 'https://acme.example/exports/a',
    sourceAuthorization: { scheme: 'Bearer', value: 'a token for https://storage.azure.com/.default' },
  });
});
