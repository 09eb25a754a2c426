import type { ApiClient } from './client';
import { type GcsProxy, isPart } from './gcs-proxy';
import { COLUMNS } from './log-documents';
import type { Stack } from './stack';
import { until } from './waiting';

/** Until when the second batch of each export is held. All are known at once: an upload that takes long is tried again. */
const holds = new Map<string, Promise<void>>();

/** An export that has begun, and whose second batch does not come to an end before `release`. */
export async function startHeldExport(stack: Stack, proxy: GcsProxy) {
  const client: ApiClient = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  let release!: () => void;
  holds.set(id, new Promise((resolve) => (release = resolve)));
  let held = false;
  proxy.meddle(async (request) => {
    if (!isPart(request) || !request.object!.endsWith('000001.jsonl')) return undefined;
    const holding = [...holds.keys()].find((one) => request.object!.includes(one));
    if (holding === id) held = true;
    if (holding) await holds.get(holding);
    return undefined;
  });
  await client.start(id);
  await until(() => held);
  return { client, id, release, handle: stack.temporal.workflow.getHandle(`logs-export-${id}`) };
}
