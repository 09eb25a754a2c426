import type { S3Client } from './client';
import { rethrow, statusOf } from './faults';

/** Whether the store refuses to make an object that is there, as Amazon does and some compatible stores do not. */
export async function keepsConditions(
  client: () => Promise<S3Client>,
  { bucket, key }: { bucket: string; key: string },
): Promise<boolean> {
  const { s3 } = await client();
  const write = () => s3.putObject({ Bucket: bucket, Key: key, Body: '', IfNoneMatch: '*' });
  await write().catch(rethrow);
  return write().then(
    () => false,
    (error: unknown) => statusOf(error) === 412 || rethrow(error),
  );
}
