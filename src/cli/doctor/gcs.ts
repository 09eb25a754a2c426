import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import type { Config } from '../../config';
import { StorageFault } from '../../model/errors';
import { openObjects } from '../../objects/open';
import type { Named, Receipt } from '../../objects/port';
import { reasonOf } from '../api-client';
import { type Check, fail, type Finding, ok, runChecks, type Verdict, warn } from './checks';
import { type ClockReading, clockVerdict, readHttpClock } from './clock';

/** The default bucket, then those of organisations. */
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

/** Does everything that an export does, with small objects in the organisation's folder. */
async function examinePlace(config: Config, organisation: string | null): Promise<Finding[]> {
  const objects = openObjects(config);
  const tenant = { organisationId: organisation ?? '_doctor', workspaceId: '_doctor' };
  const location = objects.locate({ id: randomUUID(), tenant });
  const folder = objects.open(location, tenant.organisationId);
  let parts: Named[] = [];
  let file: Named<Receipt> | null = null;
  let clock: ClockReading | null = null;

  const remedyFor = (permission: string) => (error: unknown) => {
    if (!(error instanceof StorageFault)) return 'This is a fault of the program: report it.';
    if (error.code === 'bucket_not_found') return 'Check GCS_BUCKET and GCS_ORGANISATION_BUCKETS, or make the bucket.';
    if (isStatus(error, 401)) return 'Check GOOGLE_APPLICATION_CREDENTIALS, or the workload identity.';
    if (isStatus(error, 403)) {
      return `Give the service account ${permission} on ${location.bucket}: the role Storage Object User (roles/storage.objectUser).`;
    }
    return 'Check the network, GCS_API_ENDPOINT, and the Google credentials.';
  };

  const checks: Check[] = [
    {
      name: 'write',
      vital: true,
      remedy: remedyFor('storage.objects.create'),
      async run() {
        const names = ['parts/0.txt', 'parts/1.txt'];
        parts = await Promise.all(names.map(async (name) => ({ name, ...(await folder.put(name, bytes, content)) })));
        return ok(`objects can be written to ${location.bucket}`);
      },
    },
    {
      name: 'compose',
      vital: true,
      remedy: remedyFor('storage.objects.create and storage.objects.get'),
      async run() {
        const target = { name: SAVE_AS.saveAs, contentType: SAVE_AS.contentType, scratch: 'parts/' };
        file = { name: target.name, ...(await folder.join(parts, target, new AbortController().signal)) };
        return ok('objects can be joined');
      },
    },
    {
      name: 'read',
      remedy: remedyFor('storage.objects.get'),
      async run() {
        const found = await folder.find(file!.name);
        if (found?.crc32c === crc32c(twice)) return ok('size and checksum are right');
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
        const { url } = await folder.signDownload(file!, SAVE_AS);
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
      await folder.remove('');
      return ok('objects can be listed and deleted');
    },
  };
  return [...findings, ...(isWritten ? await runChecks(area, [remove]) : [])];
}

/** Whether the fault comes from an answer with this HTTP status. */
const isStatus = ({ options: { cause } }: StorageFault, status: number): boolean =>
  Number((cause as { code?: unknown } | undefined)?.code) === status;

/** Whether a client gets by the URL what was written. */
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
