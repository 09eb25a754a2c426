import { texts } from '../texts';
import type { Export } from '../types';
import { fileNameOf, isReady, newFileNameOf, requestOf } from './exported-request';
import { isFixed, type MovingRange, movingRangeOf } from './moving-range';

const head = (base: string, modules: readonly string[]) => `# pip install portkey-ai
${modules.map((name) => `import ${name}`).join('\n')}

from portkey_ai import Portkey

portkey = Portkey(api_key=os.environ["PORTKEY_API_KEY"], base_url="${base}")
`;

const startAndWait = `
portkey.logs.exports.start(export_id=export_id)
while (found := portkey.logs.exports.retrieve(export_id=export_id)).status == "in_progress":
    time.sleep(2)
if found.status != "success":
    raise SystemExit(f"The export ended as {found.status}: {found.error}")
`;

const download = (name: string) => `
signed_url = portkey.logs.exports.download(export_id=export_id).signed_url
urllib.request.urlretrieve(signed_url, "${name}")`;

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

/** Code that makes the range's bounds, named `start` and `end`. */
function bounds(range: MovingRange): string {
  const now = 'datetime.datetime.now(datetime.timezone.utc)';
  if (range.kind === 'seconds') {
    return `end = ${now}
start = end - datetime.timedelta(seconds=${range.seconds})`;
  }
  const start = {
    this: 'this_month',
    last: '(this_month - datetime.timedelta(days=1)).replace(day=1)',
    quarter: 'this_month.replace(month=now.month - (now.month - 1) % 3)',
  }[range.from];
  return `now = ${now}
this_month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
start = ${start}
end = ${range.until === 'this' ? 'this_month' : 'now'}`;
}

const modules = ['os', 'time', 'urllib.request'];

export const python = {
  this: (exported: Export, base: string) => `${head(base, isReady(exported) ? ['os', 'urllib.request'] : modules)}
export_id = "${exported.id}"
${isReady(exported) ? '' : startAndWait}${download(fileNameOf(exported))}`,

  again(exported: Export, base: string) {
    const range = movingRangeOf(exported);
    const request = requestOf(exported);
    // The published client's create has no parameter for these: the whole body is posted then.
    const isWhole = request.format !== undefined || request.relative_range !== undefined;
    const create = isWhole ? 'portkey.post("/logs/exports", **request)' : 'portkey.logs.exports.create(**request)';
    const parameters = Object.entries(request).map(([name, value]) => `    ${name}=${literal(value, '    ')},\n`);
    return `${head(base, range ? ['datetime', ...modules] : modules)}
${isFixed(exported) ? `# ${texts.snippets.fixedDates}\n` : ''}request = dict(
${parameters.join('')})
${range ? `${bounds(range)}\nrequest["filters"]["created_at"] = {"gte": start.isoformat(), "lt": end.isoformat()}\n` : ''}
export_id = ${create}.id
${startAndWait}${download(newFileNameOf(exported))}`;
  },
};
