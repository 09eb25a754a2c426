import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import type { Config } from '../../config';
import { StorageFault } from '../../model/errors';
import type { StoreName } from '../../model/store-names';
import { openObjects } from '../../objects/open';
import type { Named, Receipt } from '../../objects/port';
import { reasonOf } from '../api-client';
import { type Check, fail, type Finding, ok, runChecks, type Verdict, warn } from './checks';
import { type ClockReading, clockVerdict, readHttpClock } from './clock';
import type { Step, StoreAdvice } from './advice';
import { azureAdvice } from './azure-advice';
import { gcsAdvice } from './gcs-advice';
import { s3Advice } from './s3-advice';

const advisers: Record<StoreName, (config: Config) => StoreAdvice> = {
  gcs: gcsAdvice,
  s3: s3Advice,
  azure: azureAdvice,
};

/** The default bucket, then those of organisations. */
export async function examineStorage(config: Config): Promise<Finding[]> {
  const advice = advisers[config.STORAGE](config);
  const findings: Finding[] = [];
  for (const organisation of [null, ...new Set(advice.organisations)]) {
    findings.push(...(await examinePlace(config, advice, organisation)));
  }
  return findings;
}

const FETCH_MS = 10_000;
const SAVE_AS = { saveAs: 'doctor.txt', contentType: 'text/plain' };

const bytes = Buffer.from('Written by logs-export doctor.\n');
const content = { contentType: SAVE_AS.contentType, crc32c: crc32c(bytes) };
const twice = Buffer.concat([bytes, bytes]);

/** Does everything that an export does, with small objects in the organisation's folder. */
async function examinePlace(config: Config, advice: StoreAdvice, organisation: string | null): Promise<Finding[]> {
  const objects = openObjects(config);
  const tenant = { organisationId: organisation ?? '_doctor', workspaceId: '_doctor' };
  const location = objects.locate({ id: randomUUID(), tenant });
  const folder = objects.open(location, tenant.organisationId);
  let parts: Named[] = [];
  let file: Named<Receipt> | null = null;
  let clock: ClockReading | null = null;

  const remedyFor = (step: Step) => (error: unknown) =>
    error instanceof StorageFault
      ? advice.remedy(error, step, location, organisation)
      : 'This is a fault of the program: report it.';

  const checks: Check[] = [
    {
      name: 'write',
      vital: true,
      remedy: remedyFor('write'),
      async run() {
        const names = ['parts/0.txt', 'parts/1.txt'];
        parts = await Promise.all(names.map(async (name) => ({ name, ...(await folder.put(name, bytes, content)) })));
        return ok(`objects can be written to ${location.bucket}`);
      },
    },
    {
      name: advice.join,
      vital: true,
      remedy: remedyFor('join'),
      async run() {
        const target = { name: SAVE_AS.saveAs, contentType: SAVE_AS.contentType, scratch: 'parts/' };
        file = { name: target.name, ...(await folder.join(parts, target, new AbortController().signal)) };
        return ok('objects can be joined');
      },
    },
    {
      name: 'read',
      remedy: remedyFor('read'),
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
      remedy: () => advice.sign,
      async run() {
        const { url } = await folder.signDownload(file!, SAVE_AS);
        const askedAt = Date.now();
        return fetchSigned(url, advice, (answer) => (clock = readHttpClock(answer, askedAt)));
      },
    },
    ...advice.own(location, organisation),
    { name: 'clock', run: () => Promise.resolve(clockVerdict(clock)), remedy: String },
  ];
  const area = organisation === null ? config.STORAGE : `${config.STORAGE} of ${organisation}`;
  const findings = await runChecks(area, checks);
  const isWritten = parts.length > 0;
  const remove: Check = {
    name: 'delete',
    remedy: remedyFor('delete'),
    async run() {
      await folder.remove('');
      return ok('objects can be listed and deleted');
    },
  };
  return [...findings, ...(isWritten ? await runChecks(area, [remove]) : [])];
}

/** Whether a client gets by the URL what was written. */
async function fetchSigned(
  url: string,
  { badUrl, farUrl }: StoreAdvice,
  heard: (answer: Response) => void,
): Promise<Verdict> {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
    heard(answer);
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.ok && body.equals(twice)) return ok(`a download URL at ${host} works`);
    return fail(`a download URL was signed, but ${host} answers with ${answer.status}`, badUrl);
  } catch (error) {
    return warn(`a download URL was signed, but ${host} can't be reached from here (${reasonOf(error)})`, farUrl);
  }
}
