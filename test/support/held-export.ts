import type { ApiClient } from './client';
import { type GcsProxy, isPart } from './gcs-proxy';
import { COLUMNS } from './log-documents';
import type { Stack } from './stack';
import { until } from './waiting';

/** An export that has begun, and whose second batch does not come to an end before `release`. */
export async function startHeldExport(stack: Stack, proxy: GcsProxy) {
  const client: ApiClient = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = false;
  proxy.meddle(async (request) => {
    if (isPart(request) && request.object!.includes(id) && request.object!.endsWith('000001.jsonl')) {
      held = true;
      await released;
    }
    return undefined;
  });
  await client.start(id);
  await until(() => held);
  return { client, id, release, handle: stack.temporal.workflow.getHandle(`logs-export-${id}`) };
}
