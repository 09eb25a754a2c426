import { activityNames, definitions } from '../src/observability/catalogue';
import { faultCodes } from '../src/model/errors';
import { queueKinds } from '../src/temporal/queue';
import { code, table } from './markdown';

const BEFORE = `# Metrics

Prometheus metrics at \`/metrics\` of the API and, if \`WORKER_METRICS_PORT\` is set, of the worker. \`npm run docs\` generates this
page from [src/observability/catalogue.ts](../src/observability/catalogue.ts).
`;

const AFTER = `- \`activity\`: ${activityNames.map(code).join(', ')}.
- \`reason\`: \`none\`, or one of the error codes of an export: ${faultCodes.map(code).join(', ')}.
- \`kind\`: ${queueKinds.map(code).join(', ')}. \`engine\`: \`mongodb\`, \`temporal\` or \`gcs\`.
- \`route\` is the pattern of a path, never the path. No label contains the id of an organisation, a workspace or an export.

Counters and histograms count what one process did: sum them over all processes. What an API measures for the whole installation
(running exports, the queue) is the same everywhere: take the maximum. A value that could not be measured is missing from the scrape.

Both processes also export prom-client's metrics of Node.js (\`process_…\`, \`nodejs_…\`), and the worker those of
Temporal's SDK (\`temporal_…\`), described in Temporal's SDK metrics reference. Their durations are in seconds, and counters end in
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
