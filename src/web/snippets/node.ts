import type { Export } from '../types';
import { fileNameOf, isReady, requestOf } from './exported-request';

const client = (base: string) => `import { Portkey } from 'portkey-ai';

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

export const node = {
  this: (exported: Export, base: string) => `// npm install portkey-ai
import { writeFile } from 'node:fs/promises';
${client(base)}
const exportId = '${exported.id}';
${isReady(exported) ? '' : startAndWait}
const { signed_url } = await portkey.logs.exports.download({ exportId });
const answer = await fetch(signed_url);
await writeFile('${fileNameOf(exported)}', answer.body);`,

  again(exported: Export, base: string) {
    const { workspace_id, requested_data, ...rest } = requestOf(exported);
    const body = { ...rest, requestedData: requested_data, ...(workspace_id && { workspaceId: workspace_id }) };
    return `// npm install portkey-ai
${client(base)}
const { id, total } = await portkey.logs.exports.create(${JSON.stringify(body, null, 2)});
console.log(\`Export \${id} will hold \${total} logs. Start it: portkey.logs.exports.start({ exportId: '\${id}' })\`);`;
  },
};
