import { activityNames, definitions } from '../src/observability/catalogue';
import { faultCodes } from '../src/model/errors';
import { queueKinds } from '../src/temporal/queue';
import { code, table } from './markdown';

const BEFORE = `# Metrics

In Prometheus's format, at \`/metrics\` of the API and, where \`WORKER_METRICS_PORT\` is set, of the worker. This page is written by
\`npm run docs\` from [src/observability/catalogue.ts](../src/observability/catalogue.ts).
`;

const AFTER = `- \`activity\`: ${activityNames.map(code).join(', ')}.
- \`reason\`: \`none\`, or one of the error codes of an export: ${faultCodes.map(code).join(', ')}.
- \`kind\`: ${queueKinds.map(code).join(', ')}. \`engine\`: \`mongodb\`, \`temporal\` or \`gcs\`.
- \`route\` is the pattern of a path, never the path; no label has an id of an organisation, a workspace or an export.

Counters and histograms count what the process itself did: sum them over all. What an API measures of the whole
installation (exports that run, the queue) is the same at each: take the highest. What could not be measured at a scrape has no value in it.

Besides these, both processes export prom-client's metrics of Node.js (\`process_…\`, \`nodejs_…\`), and the worker those of
Temporal's SDK (\`temporal_…\`), which Temporal describes in its SDK metrics reference: durations are in seconds here, and counters end in
\`_total\`.
`;

/** docs/metrics.md: every metric of this service. */
export function metricsPage(): string {
  const rows = Object.values(definitions).map(({ name, type, labels, from, help }) => [
    code(name),
    type,
    labels.map(code).join(', '),
    from.join(', '),
    help,
  ]);
  return [BEFORE, table(['metric', 'type', 'labels', 'from', 'meaning'], rows), '', AFTER].join('\n');
}
