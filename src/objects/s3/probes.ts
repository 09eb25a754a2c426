import type { S3Client } from './client';
import { rethrow, statusOf } from './faults';

interface Place {
  client: () => Promise<S3Client>;
  bucket: string;
  key: string;
}

/** Whether the store refuses to make an object that is there, as Amazon does and some compatible stores do not. */
export async function keepsConditions({ client, bucket, key }: Place): Promise<boolean> {
  const { s3 } = await client();
  const write = () => s3.putObject({ Bucket: bucket, Key: key, Body: '', IfNoneMatch: '*' });
  await write().catch(rethrow);
  return write().then(
    () => false,
    (error: unknown) => statusOf(error) === 412 || rethrow(error),
  );
}

/** How an object is encrypted that is written with this key of KMS. */
export async function encryptionOf({ client, bucket, key }: Place, kmsKeyId: string | undefined) {
  const { s3 } = await client();
  const object = { Bucket: bucket, Key: key };
  const encryption = kmsKeyId && ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId } as const);
  await s3.putObject({ ...object, Body: '', ...encryption }).catch(rethrow);
  const { SSEKMSKeyId, ServerSideEncryption } = await s3.headObject(object).catch(rethrow);
  return { kmsKey: SSEKMSKeyId, algorithm: ServerSideEncryption };
}
