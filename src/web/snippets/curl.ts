import type { Export } from '../types';
import { fileNameOf, isReady, requestOf } from './exported-request';

const startAndWait = `
curl -sS -X POST -H "$KEY" "$EXPORT/start"
until curl -sS -H "$KEY" "$EXPORT" | jq -e '.status != "in_progress"'; do sleep 2; done`;

export const curl = {
  this: (exported: Export, base: string) => `# PORTKEY_API_KEY holds the key; jq reads the answers
EXPORT=${base}/logs/exports/${exported.id}
KEY="x-portkey-api-key: $PORTKEY_API_KEY"
${isReady(exported) ? '' : startAndWait}
curl -sS -H "$KEY" "$EXPORT/download" | jq -r .signed_url | xargs curl -sS -o ${fileNameOf(exported)}`,

  again: (exported: Export, base: string) => `# PORTKEY_API_KEY holds the key
curl -sS ${base}/logs/exports \\
  -H "x-portkey-api-key: $PORTKEY_API_KEY" \\
  -H "content-type: application/json" \\
  -d @- <<'JSON'
${JSON.stringify(requestOf(exported), null, 2)}
JSON`,
};
