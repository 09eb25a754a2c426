/** Code that does with the API what the page does, for one export. The key is never in it. */
import type { Export } from '../types';

export const languages = ['curl', 'Node', 'Python'] as const;
export type Language = (typeof languages)[number];

export type Task = 'this' | 'again';

export const taskNames: Readonly<Record<Task, string>> = {
  this: 'Start, wait for and download this export',
  again: 'Request the same export again',
};

const requestOf = ({ filters, requested_data, description, workspace_id, format }: Export) => ({
  filters,
  requested_data,
  ...(description && { description }),
  ...(workspace_id && { workspace_id }),
  ...(format !== 'jsonl' && { format }),
});

/** Python's literals, where JSON's differ. */
const toPython = (value: unknown, indent = ''): string => {
  const inner = `${indent}    `;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${toPython(item, inner)},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value as object);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${toPython(item, inner)},\n`).join('')}${indent}}`;
  }
  return JSON.stringify(value);
};

const nodeHead = (base: string) => `// npm install portkey-ai
import { Portkey } from 'portkey-ai';

const portkey = new Portkey({ apiKey: process.env.PORTKEY_API_KEY, baseURL: '${base}' });
`;
const pythonHead = (base: string, ...imports: string[]) => `# pip install portkey-ai
${['os', ...imports].sort().map((name) => `import ${name}\n`).join('')}
from portkey_ai import Portkey

portkey = Portkey(api_key=os.environ["PORTKEY_API_KEY"], base_url="${base}")
`;
const fileOf = ({ file, id, format }: Export) => file?.name ?? `logs-export-${id.slice(0, 8)}.${format}`;

const writers: Record<Task, Record<Language, (exported: Export, base: string) => string>> = {
  this: {
    curl: (exported, base) => `# PORTKEY_API_KEY holds the key; jq reads the answers
EXPORT=${base}/logs/exports/${exported.id}
KEY="x-portkey-api-key: $PORTKEY_API_KEY"

curl -sS -X POST -H "$KEY" "$EXPORT/start"
until curl -sS -H "$KEY" "$EXPORT" | jq -e '.status != "in_progress"'; do sleep 2; done
curl -sS -H "$KEY" "$EXPORT/download" | jq -r .signed_url | xargs curl -sS -o ${fileOf(exported)}`,

    Node: (exported, base) => `${nodeHead(base)}
const exportId = '${exported.id}';
let { status, error } = await portkey.logs.exports.retrieve({ exportId });
if (status !== 'success') await portkey.logs.exports.start({ exportId });
do {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  ({ status, error } = await portkey.logs.exports.retrieve({ exportId }));
} while (status === 'in_progress');
if (status !== 'success') throw new Error(\`The export ended as \${status}: \${error}\`);

const { signed_url } = await portkey.logs.exports.download({ exportId });
const file = await fetch(signed_url);
await import('node:fs/promises').then(({ writeFile }) => writeFile('${fileOf(exported)}', file.body));`,

    Python: (exported, base) => `${pythonHead(base, 'time', 'urllib.request')}
export_id = "${exported.id}"
if portkey.logs.exports.retrieve(export_id=export_id).status != "success":
    portkey.logs.exports.start(export_id=export_id)
while (found := portkey.logs.exports.retrieve(export_id=export_id)).status == "in_progress":
    time.sleep(2)
if found.status != "success":
    raise SystemExit(f"The export ended as {found.status}: {found.error}")

signed_url = portkey.logs.exports.download(export_id=export_id).signed_url
urllib.request.urlretrieve(signed_url, "${fileOf(exported)}")`,
  },

  again: {
    curl: (exported, base) => `# PORTKEY_API_KEY holds the key
curl -sS ${base}/logs/exports \\
  -H "x-portkey-api-key: $PORTKEY_API_KEY" \\
  -H "content-type: application/json" \\
  -d @- <<'JSON'
${JSON.stringify(requestOf(exported), null, 2)}
JSON`,

    Node: (exported, base) => {
      const { workspace_id, requested_data, ...rest } = requestOf(exported);
      const body = { ...rest, requestedData: requested_data, ...(workspace_id && { workspaceId: workspace_id }) };
      return `${nodeHead(base)}
const { id, total } = await portkey.logs.exports.create(${JSON.stringify(body, null, 2)});
console.log(\`Export \${id} will hold \${total} logs; start it with portkey.logs.exports.start({ exportId: id })\`);`;
    },

    Python: (exported, base) => {
      // The published client has no parameter for the format.
      const { format: _format, ...rest } = requestOf(exported);
      const given = Object.entries(rest).map(([name, value]) => `    ${name}=${toPython(value, '    ')},\n`);
      return `${pythonHead(base)}
created = portkey.logs.exports.create(
${given.join('')})
print(f"Export {created.id} will hold {created.total} logs; start it with portkey.logs.exports.start(export_id=created.id)")`;
    },
  },
};

/** `base`: where the API is, such as `https://logs.example.com/v1`. */
export const writeSnippet = (task: Task, language: Language, exported: Export, base: string): string =>
  writers[task][language](exported, base);
