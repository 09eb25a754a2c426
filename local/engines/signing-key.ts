import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A service-account key file that no Google account knows: an emulator does not check signatures, but the client
 * library needs a key to make them. Made once a data folder, readable by its owner only.
 */
export function ensureSigningKey(dir: string): string {
  const file = path.join(dir, 'throw-away-service-account.json');
  if (existsSync(file)) return file;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = {
    type: 'service_account',
    project_id: 'local',
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey,
    client_email: 'logs-export@local.iam.gserviceaccount.com',
    client_id: '100000000000000000000',
    // Nothing listens there: a call that would need a real token fails at once instead of reaching out.
    token_uri: 'http://127.0.0.1:9/token',
  };
  mkdirSync(dir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(key, null, 2), { mode: 0o600 });
  renameSync(draft, file);
  return file;
}
