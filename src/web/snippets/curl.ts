import { texts } from '../texts';
import type { Export } from '../types';
import { fileNameOf, isReady, newFileNameOf, requestOf } from './exported-request';
import { isFixed, type MovingRange, movingRangeOf } from './moving-range';

// In a subshell: where a step fails, it ends the steps and not the visitor's terminal.
const inSubshell = (steps: string) => `# Set PORTKEY_API_KEY to your API key. Needs jq.
(
set -euo pipefail
${steps}
)`;

/** Prints the answer; where it is an error, to where errors go. */
const authenticated = `call() {
  local answer
  if answer=$(curl -sS --fail-with-body -H "x-portkey-api-key: $PORTKEY_API_KEY" "$@"); then
    printf '%s\\n' "$answer"
  else
    printf '%s\\n' "$answer" >&2
    return 1
  fi
}`;

const startAndWait = `
call -X POST "$EXPORT/start" >/dev/null
STATUS=in_progress
while [ "$STATUS" = in_progress ]; do
  sleep 2
  STATUS=$(call "$EXPORT" | jq -er .status)
done
if [ "$STATUS" != success ]; then
  call "$EXPORT" | jq -r '"The export ended as \\(.status): \\(.error)"' >&2
  exit 1
fi
`;

const download = (name: string) => `URL=$(call "$EXPORT/download" | jq -er .signed_url)
curl -sS --fail -o ${name} "$URL"`;

/** A jq program that sets the range's bounds. */
function bounds(range: MovingRange): string {
  const time = (from: string) => `(${from} | todate)`;
  if (range.kind === 'seconds') {
    return `.filters.created_at = {gte: ${time(`now - ${range.seconds} | floor`)}, lt: ${time('now | floor')}}`;
  }
  const month = { last: '.[1] - 1', this: '.[1]', quarter: '.[1] - .[1] % 3' };
  const start = (which: keyof typeof month) =>
    time(`now | gmtime | [.[0], ${month[which]}, 1, 0, 0, 0, 0, 0] | mktime`);
  const until = range.until === 'this' ? start('this') : time('now | floor');
  return `.filters.created_at = {gte: ${start(range.from)}, lt: ${until}}`;
}

export const curl = {
  this: (exported: Export, base: string) =>
    inSubshell(`EXPORT='${base}/logs/exports/${exported.id}'
${authenticated}
${isReady(exported) ? '' : startAndWait}
${download(fileNameOf(exported))}`),

  again(exported: Export, base: string) {
    const range = movingRangeOf(exported);
    const fixed = isFixed(exported) ? `# ${texts.snippets.fixedDates}\n` : '';
    const body = range ? `BODY=$(jq '${bounds(range)}' <<'JSON'` : `BODY=$(cat <<'JSON'`;
    return inSubshell(`${authenticated}
${fixed}${body}
${JSON.stringify(requestOf(exported), null, 2)}
JSON
)
ID=$(call '${base}/logs/exports' -H 'content-type: application/json' -d "$BODY" | jq -er .id)
EXPORT='${base}/logs/exports'/$ID
${startAndWait}
${download(newFileNameOf(exported))}`);
  },
};
