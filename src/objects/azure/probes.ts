import type { AzureClient } from './client';
import { codeOf, rethrow } from './faults';

interface Place {
  client: () => Promise<AzureClient>;
  container: string;
  blob: string;
}

/** Whether the container refuses to make a blob that is there. */
export async function keepsConditions({ client, container, blob }: Place): Promise<boolean> {
  const target = (await client()).container(container).getBlockBlobClient(blob);
  const write = () => target.upload('', 0, { conditions: { ifNoneMatch: '*' } });
  await write().catch(rethrow);
  return write().then(
    () => false,
    (error: unknown) => codeOf(error) === 'BlobAlreadyExists' || rethrow(error),
  );
}

/** The encryption scope of a blob that is written with this one; undefined where the account's own key encrypts it. */
export async function scopeOf({ client, container, blob }: Place, encryptionScope: string | undefined) {
  const target = (await client()).container(container).getBlockBlobClient(blob);
  await target.upload('', 0, { ...(encryptionScope && { encryptionScope }) }).catch(rethrow);
  return (await target.getProperties().catch(rethrow)).encryptionScope;
}
