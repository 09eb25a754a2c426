import { isPart, startGcsProxy } from '../support/gcs-proxy';

/** A way to GCS that refuses the parts of some exports, whose runs fail by that at once. */
export async function startRefusingBucket() {
  const refused = new Set<string>();
  const proxy = await startGcsProxy();
  proxy.meddle((request) => {
    const isRefused = isPart(request) && [...refused].some((id) => request.object!.includes(id));
    return isRefused ? { status: 403 } : undefined;
  });
  return {
    endpoint: proxy.endpoint,
    refuse: (id: string) => void refused.add(id),
    accept: (id: string) => void refused.delete(id),
    stop: () => proxy.stop(),
  };
}
export type RefusingBucket = Awaited<ReturnType<typeof startRefusingBucket>>;
