import { baseOf, createApiClient, reasonOf } from '../api-client';
import { CliError } from '../exit-codes';
import { type Check, fail, type Finding, ok, runChecks } from './checks';
import { type ClockReading, clockVerdict, readHttpClock } from './clock';

const ANSWER_MS = 10_000;

const URL_REMEDY = 'Check LOGS_EXPORT_URL or --url, and that the API runs.';

/** Checks the API as its clients see it, with their key if there is one. */
export async function examineApi(url: string, apiKey: string | undefined): Promise<Finding[]> {
  const base = baseOf(url);
  const get = async (path: string) => {
    try {
      return await fetch(new URL(path, base), { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (error) {
      throw new Error(`${base.href} can't be reached (${reasonOf(error)})`, { cause: error });
    }
  };
  let clock: ClockReading | null = null;
  const checks: Check[] = [
    {
      name: 'connect',
      vital: true,
      remedy: () => URL_REMEDY,
      async run() {
        const askedAt = Date.now();
        const answer = await get('healthz');
        clock = readHttpClock(answer, askedAt);
        return answer.ok ? ok(`${base.href} answers`) : fail(`${base.href} answers with ${answer.status}`, URL_REMEDY);
      },
    },
    { name: 'clock', run: () => Promise.resolve(clockVerdict(clock)), remedy: String },
    {
      name: 'engines',
      remedy: () => URL_REMEDY,
      async run() {
        const { engines } = (await (await get('readyz')).json()) as { engines: Record<string, string> };
        const down = Object.entries(engines).filter(([, state]) => state !== 'ok');
        if (down.length === 0) return ok(`it reaches ${Object.keys(engines).join(', ')}`);
        return fail(`it does not reach ${down.map(([name]) => name).join(', ')}`, 'Run doctor where the API runs.');
      },
    },
    {
      name: 'key',
      remedy: (error) =>
        error instanceof CliError && error.ending !== 'unreachable'
          ? 'Give a key with the scope logs.export in LOGS_EXPORT_API_KEY or --api-key.'
          : URL_REMEDY,
      async run() {
        if (!apiKey) return { state: 'skip', detail: 'no key was given' };
        const { total } = await createApiClient(url, apiKey).list({ page_size: 1 });
        return ok(`it may list exports: ${total}`);
      },
    },
  ];
  return runChecks('api', checks);
}
