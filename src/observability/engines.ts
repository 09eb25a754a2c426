import type { Engine } from '../model/errors';

const PROBE_MS = 4_000;

export type EngineState = 'ok' | 'unavailable';
/** A call to each engine that is used, which throws if it is down. */
export type Pings = Readonly<Partial<Record<Engine, () => Promise<void>>>>;

/** The state of each engine, by name. */
export async function engineStates(pings: Pings): Promise<Record<string, EngineState>> {
  const states = Object.entries(pings).map(async ([engine, ping]) => [engine, await answers(ping())] as const);
  return Object.fromEntries(await Promise.all(states));
}

/** An engine that does not answer in time counts as down. */
async function answers(ping: Promise<void>): Promise<EngineState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PROBE_MS);
  });
  return Promise.race([ping, late])
    .then(
      () => 'ok' as const,
      () => 'unavailable' as const,
    )
    .finally(() => clearTimeout(timer));
}
