import type { ApiClient } from '../local/demo/api-client';
import type { Case } from './cases';
import { historyOf, outsideActivities, stepTimes } from './history';
import { cpuSeconds } from './processes';
import { discard, millisecondsOf, runExport } from './run-export';
import type { Service } from './service';

/** What one export took. */
export interface Measurement {
  ms: number;
  /** Of it, how long no activity ran. */
  temporalMs: number;
  /** Milliseconds by step. */
  steps: Record<string, number>;
  /** Milliseconds of processor time by process, of those that run here. */
  cpu: Record<string, number>;
}

export async function measureExport(service: Service, client: ApiClient, asked: Case): Promise<Measurement> {
  const before = cpuOf(service);
  const record = await runExport(client, asked);
  const after = cpuOf(service);
  const history = await historyOf(service.stack, record.id);
  await discard(client, record);
  return {
    ms: millisecondsOf(record),
    temporalMs: outsideActivities(history),
    steps: stepTimes(history),
    cpu: Object.fromEntries(Object.entries(after).map(([name, used]) => [name, used - before[name]!])),
  };
}

const cpuOf = ({ pids }: Service) =>
  Object.fromEntries(
    Object.entries(pids).flatMap(([name, pid]) => (pid === null ? [] : [[name, cpuSeconds(pid) * 1_000]])),
  );
