// Run by `docker compose up`: creates the emulator's bucket and a key to sign its URLs.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const { GCS_API_ENDPOINT: endpoint, GCS_BUCKET: bucket, GOOGLE_APPLICATION_CREDENTIALS: keyFile } = process.env;

async function makeBucket() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(`${endpoint}/storage/v1/b?project=local`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: bucket }),
      });
      if (answer.ok || answer.status === 409) return;
      throw new Error(`the emulator answered ${answer.status}`);
    } catch (error) {
      if (attempt === 30) throw error;
      await wait(1_000);
    }
  }
}

function makeSigningKey() {
  if (existsSync(keyFile)) return;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = {
    type: 'service_account',
    project_id: 'local',
    private_key: privateKey,
    client_email: 'logs-export@local.iam.gserviceaccount.com',
  };
  // Readable by the services, which run as another user. The key is valid for this emulator only.
  writeFileSync(keyFile, JSON.stringify(key), { mode: 0o644 });
}

await makeBucket();
makeSigningKey();
