import { texts } from '../texts';
import type { Export } from '../types';
import { fileNameOf, isReady, newFileNameOf, requestOf } from './exported-request';
import { isFixed, type MovingRange, movingRangeOf } from './moving-range';

const head = (base: string) => `// npm install portkey-ai
import { writeFile } from 'node:fs/promises';
import { Portkey } from 'portkey-ai';

const portkey = new Portkey({ apiKey: process.env.PORTKEY_API_KEY, baseURL: '${base}' });
`;

const startAndWait = `
await portkey.logs.exports.start({ exportId });
let found;
do {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  found = await portkey.logs.exports.retrieve({ exportId });
} while (found.status === 'in_progress');
if (found.status !== 'success') throw new Error(\`The export ended as \${found.status}: \${found.error}\`);
`;

const download = (name: string) => `
const { signed_url } = await portkey.logs.exports.download({ exportId });
const file = await fetch(signed_url);
if (!file.ok) throw new Error(\`The download failed with HTTP \${file.status}\`);
await writeFile('${name}', file.body);`;

/** Code that makes the range's bounds, named `from` and `until`. */
function bounds(range: MovingRange): string {
  if (range.kind === 'seconds') {
    return `const until = new Date();
const from = new Date(until.getTime() - ${range.seconds} * 1000);`;
  }
  const month = { last: 'month - 1', this: 'month', quarter: 'month - (month % 3)' };
  const start = (which: keyof typeof month) => `new Date(Date.UTC(now.getUTCFullYear(), ${month[which]}))`;
  return `const now = new Date();
const month = now.getUTCMonth();
const from = ${start(range.from)};
const until = ${range.until === 'this' ? start('this') : 'now'};`;
}

export const node = {
  this: (exported: Export, base: string) => `${head(base)}
const exportId = '${exported.id}';
${isReady(exported) ? '' : startAndWait}${download(fileNameOf(exported))}`,

  again(exported: Export, base: string) {
    const range = movingRangeOf(exported);
    const { workspace_id, requested_data, ...rest } = requestOf(exported);
    const body = {
      ...rest,
      ...(requested_data && { requestedData: requested_data }),
      ...(workspace_id && { workspaceId: workspace_id }),
    };
    return `${head(base)}
${isFixed(exported) ? `// ${texts.snippets.fixedDates}\n` : ''}const request = ${JSON.stringify(body, null, 2)};
${range ? `${bounds(range)}\nrequest.filters.created_at = { gte: from.toISOString(), lt: until.toISOString() };\n` : ''}
const { id: exportId } = await portkey.logs.exports.create(request);
${startAndWait}${download(newFileNameOf(exported))}`;
  },
};
