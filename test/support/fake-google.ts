import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface FakeGoogle {
  /** `host:port` of the metadata server. */
  metadataHost: string;
  iamEndpoint: string;
  /** The service account that this machine runs as, and the key that only IAM has. */
  clientEmail: string;
  privateKey: string;
  /** Paths as they were asked for. */
  requests: string[];
  /** The answers that IAM gives before it signs, oldest first; `cut`: none. */
  refusals: ({ status: number; message: string } | 'cut')[];
  stop(): Promise<void>;
}

/**
 * A machine with a workload identity, as far as signing sees one: the metadata server, which says who it is and gives
 * out access tokens, and IAM's `signBlob`, which signs for who brings one.
 */
export async function startFakeGoogle(): Promise<FakeGoogle> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const clientEmail = 'exports@project.iam.gserviceaccount.com';
  const token = 'token-of-the-workload';
  const requests: string[] = [];
  const refusals: FakeGoogle['refusals'] = [];
  const metadata: Record<string, string | object> = {
    '/computeMetadata/v1/instance': {},
    '/computeMetadata/v1/instance/service-accounts/default/email': clientEmail,
    '/computeMetadata/v1/instance/service-accounts/default/token': {
      ...{ access_token: token, expires_in: 3_600, token_type: 'Bearer' },
    },
    '/computeMetadata/v1/universe/universe-domain': 'googleapis.com',
  };
  const signPath = `/v1/projects/-/serviceAccounts/${clientEmail}:signBlob`;

  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://here').pathname;
    requests.push(path);
    const answer = (status: number, body: string | object) => {
      const type = typeof body === 'string' ? 'application/text' : 'application/json';
      response.writeHead(status, { 'content-type': type, 'metadata-flavor': 'Google' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const found = metadata[path];
    if (found !== undefined && request.headers['metadata-flavor'] === 'Google') return answer(200, found);
    if (path !== signPath || request.method !== 'POST') return answer(404, {});
    const refusal = refusals.shift();
    if (refusal === 'cut') return void request.socket.destroy();
    if (refusal) return answer(refusal.status, { error: { code: refusal.status, message: refusal.message } });
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, {});
    void json(request).then((body) => {
      const blob = Buffer.from((body as { payload: string }).payload, 'base64');
      answer(200, { keyId: 'k', signedBlob: createSign('RSA-SHA256').update(blob).sign(privateKey, 'base64') });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ metadataHost: host, iamEndpoint: `http://${host}`, clientEmail, privateKey, requests, refusals },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
