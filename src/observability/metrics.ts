import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { version } from '../process/version';
import { type Catalogue, type Definition, definitions, type ProcessName } from './catalogue';

type Label<Name extends keyof Catalogue> = Catalogue[Name]['labels'][number];
interface Instruments<Labels extends string> {
  counter: Counter<Labels>;
  gauge: Gauge<Labels>;
  histogram: Histogram<Labels>;
}

/** A process's instruments by their names in the catalogue. Those of the other process work too, but are not exported. */
export type Metrics = { [Name in keyof Catalogue]: Instruments<Label<Name>>[Catalogue[Name]['type']] } & {
  registry: Registry;
};

/** Creates the metrics of a process in their own registry: tests run several of them in one process. */
export function createMetrics(processName: ProcessName): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = Object.entries(definitions).map(([key, definition]) => {
    const registers = definition.from.includes(processName) ? [registry] : [];
    return [key, instrument(definition, registers)];
  });
  const metrics = { registry, ...Object.fromEntries(instruments) } as Metrics;
  metrics.buildInfo.set({ version }, 1);
  return metrics;
}

function instrument({ name, type, help, labels, known = [], buckets = [] }: Definition, registers: Registry[]) {
  const options = { name, help, labelNames: labels, registers };
  if (type === 'gauge') return new Gauge(options);
  if (type === 'counter') {
    const counter = new Counter(options);
    for (const series of known) counter.inc(series, 0);
    return counter;
  }
  const histogram = new Histogram({ ...options, buckets: [...buckets] });
  for (const series of known) histogram.zero(series);
  return histogram;
}
