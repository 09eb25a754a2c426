import type { Engine } from '../model/errors';

const PROBE_MS = 4_000;

export type EngineState = 'ok' | 'unavailable';
/** A call to each engine that throws if it is down. */
export type Pings = Readonly<Record<Engine, () => Promise<void>>>;

/** The state of each engine, by name. */
export async function engineStates(pings: Pings): Promise<Record<Engine, EngineState>> {
  const [mongodb, temporal, gcs] = await Promise.all([
    answers(pings.mongodb()),
    answers(pings.temporal()),
    answers(pings.gcs()),
  ]);
  return { mongodb, temporal, gcs };
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
