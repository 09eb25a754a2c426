import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import type { Config } from '../../config';
import { ExportFault } from '../../model/errors';
import { createFileStore, statusOf, type StoredObject } from '../../stores/files';
import { openPlaces } from '../../stores/places';
import { reasonOf } from '../api-client';
import { type Check, fail, type Finding, ok, runChecks, type Verdict, warn } from './checks';
import { type ClockReading, clockVerdict, readHttpClock } from './clock';

/** Everyone's bucket, then each organisation's own. */
export async function examineGcs(config: Config): Promise<Finding[]> {
  const organisations = [
    ...(config.GCS_ORGANISATION_BUCKETS?.keys() ?? []),
    ...(config.GCS_ORGANISATION_KMS_KEYS?.keys() ?? []),
  ];
  const findings: Finding[] = [];
  for (const organisation of [null, ...new Set(organisations)]) {
    findings.push(...(await examinePlace(config, organisation)));
  }
  return findings;
}

const SIGN_REMEDY =
  'Give the service a key file (GOOGLE_APPLICATION_CREDENTIALS), or its service account the role Service Account Token ' +
  'Creator (roles/iam.serviceAccountTokenCreator) on itself.';

const FETCH_MS = 10_000;
const SAVE_AS = { saveAs: 'doctor.txt', contentType: 'text/plain' };

const bytes = Buffer.from('Written by logs-export doctor.\n');
const content = { contentType: SAVE_AS.contentType, crc32c: crc32c(bytes) };
const twice = Buffer.concat([bytes, bytes]);
const joined = { ...content, bytes: twice.length, crc32c: crc32c(twice) };

/** Does with small objects all that an export does, in the folder of the organisation that is to be looked at. */
async function examinePlace(config: Config, organisation: string | null): Promise<Finding[]> {
  const { bucket } = openPlaces(config)(organisation);
  const files = createFileStore(openPlaces(config), {
    prefix: config.GCS_PREFIX,
    urlSeconds: config.SIGNED_URL_SECONDS,
    urlHost: config.GCS_SIGNED_URL_HOST,
  });
  const folder = `${organisation === null ? '_doctor' : encodeURIComponent(organisation)}/_doctor/${randomUUID()}/`;
  const whole = `${folder}whole.txt`;
  let parts: (StoredObject & { name: string })[] = [];
  let file: StoredObject | null = null;
  let clock: ClockReading | null = null;

  const remedyFor = (permission: string) => (error: unknown) => {
    const status = statusOf(error);
    if (error instanceof ExportFault) return 'Check GCS_BUCKET and GCS_ORGANISATION_BUCKETS, or make the bucket.';
    if (status === 401) return 'Check GOOGLE_APPLICATION_CREDENTIALS, or the workload identity.';
    if (status === 403) {
      return `Give the service account ${permission} on ${bucket.name}: the role Storage Object User (roles/storage.objectUser).`;
    }
    return 'Check the network, GCS_API_ENDPOINT, and the Google credentials.';
  };

  const checks: Check[] = [
    {
      name: 'write',
      vital: true,
      remedy: remedyFor('storage.objects.create'),
      async run() {
        const names = [`${folder}part-0.txt`, `${folder}part-1.txt`];
        parts = await Promise.all(names.map(async (name) => ({ name, ...(await files.put(name, bytes, content)) })));
        return ok(`objects can be written to ${bucket.name}`);
      },
    },
    {
      name: 'compose',
      vital: true,
      remedy: remedyFor('storage.objects.create and storage.objects.get'),
      async run() {
        file = await files.compose(parts, whole, joined);
        return ok('objects can be joined');
      },
    },
    {
      name: 'read',
      remedy: remedyFor('storage.objects.get'),
      async run() {
        const found = await files.find(whole);
        if (found?.crc32c === joined.crc32c) return ok('size and checksum are right');
        return fail(
          'what was written is not there',
          'Look for what deletes or rewrites objects: a lifecycle rule, a proxy.',
        );
      },
    },
    {
      name: 'sign',
      remedy: () => SIGN_REMEDY,
      async run() {
        const { url } = await files.signUrl(whole, { generation: file!.generation, ...SAVE_AS });
        const askedAt = Date.now();
        return fetchSigned(url, (answer) => (clock = readHttpClock(answer, askedAt)));
      },
    },
    { name: 'clock', run: () => Promise.resolve(clockVerdict(clock)), remedy: String },
  ];
  const area = organisation === null ? 'gcs' : `gcs of ${organisation}`;
  const findings = await runChecks(area, checks);
  const isWritten = parts.length > 0;
  const remove: Check = {
    name: 'delete',
    remedy: remedyFor('storage.objects.list and storage.objects.delete'),
    async run() {
      await files.remove(folder);
      return ok('objects can be listed and deleted');
    },
  };
  return [...findings, ...(isWritten ? await runChecks(area, [remove]) : [])];
}

/** Whether the URL gives what was written, as a client would get it. */
async function fetchSigned(url: string, heard: (answer: Response) => void): Promise<Verdict> {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
    heard(answer);
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.ok && body.equals(twice)) return ok(`a download URL at ${host} works`);
    return fail(
      `a download URL was signed, but ${host} answers with ${answer.status}`,
      "Check this machine's clock, GCS_SIGNED_URL_HOST, and that the account that signs has storage.objects.get.",
    );
  } catch (error) {
    return warn(
      `a download URL was signed, but ${host} can't be reached from here (${reasonOf(error)})`,
      'Try from where clients are; where they should go elsewhere, set GCS_SIGNED_URL_HOST.',
    );
  }
}
