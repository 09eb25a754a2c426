import type { Export } from '../types';
import { fileNameOf, isReady, requestOf } from './exported-request';

const client = (base: string) => `from portkey_ai import Portkey

portkey = Portkey(api_key=os.environ["PORTKEY_API_KEY"], base_url="${base}")
`;

const startAndWait = `
portkey.logs.exports.start(export_id=export_id)
while (found := portkey.logs.exports.retrieve(export_id=export_id)).status == "in_progress":
    time.sleep(2)
if found.status != "success":
    raise SystemExit(f"The export ended as {found.status}: {found.error}")
`;

/** A JSON value as Python writes it. */
function literal(value: unknown, indent: string): string {
  const inner = `${indent}    `;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${literal(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return items.length === 0
    ? open + close
    : `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}

export const python = {
  this: (exported: Export, base: string) => `# pip install portkey-ai
import os
${isReady(exported) ? '' : 'import time\n'}import urllib.request

${client(base)}
export_id = "${exported.id}"
${isReady(exported) ? '' : startAndWait}
signed_url = portkey.logs.exports.download(export_id=export_id).signed_url
urllib.request.urlretrieve(signed_url, "${fileNameOf(exported)}")`,

  again(exported: Export, base: string) {
    // The published client has no parameter for the format.
    const { format: _format, ...given } = requestOf(exported);
    const parameters = Object.entries(given).map(([name, value]) => `    ${name}=${literal(value, '    ')},\n`);
    return `# pip install portkey-ai
import os

${client(base)}
created = portkey.logs.exports.create(
${parameters.join('')})
print(f"Export {created.id} will hold {created.total} logs. Start it: portkey.logs.exports.start(export_id='{created.id}')")`;
  },
};
