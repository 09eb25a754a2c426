import type { Config } from '../../config';
import { lazyClient } from '../../objects/s3/client';
import { encryptionOf, keepsConditions } from '../../objects/s3/probes';
import { fail, ok } from './checks';
import type { StoreAdvice } from './advice';

const PATIENCE = { timeoutMs: 10_000, retries: 1 };

/** The IAM policy that the service needs, as it is pasted. */
function policyFor(bucket: string, prefix: string, key: string | undefined): string {
  const allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const arn = `arn:aws:s3:::${bucket}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], arn),
      allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], `${arn}/${prefix}/*`),
      ...(key ? [allow(['kms:GenerateDataKey', 'kms:Decrypt'], key)] : []),
    ],
  });
}

export const s3Advice = (config: Config): StoreAdvice => ({
  organisations: [
    ...(config.S3_ORGANISATION_BUCKETS?.keys() ?? []),
    ...(config.S3_ORGANISATION_KMS_KEYS?.keys() ?? []),
  ],
  join: 'join',
  remedy(fault, _step, { bucket }, organisation) {
    if (fault.code === 'bucket_not_found') {
      return 'Check S3_BUCKET, S3_ORGANISATION_BUCKETS and AWS_REGION, or make the bucket.';
    }
    if (fault.code === 'storage_permission_denied') {
      const key = config.S3_ORGANISATION_KMS_KEYS?.get(organisation ?? '');
      return `Check the AWS credentials, and give their role this policy: ${policyFor(bucket, config.S3_PREFIX, key)}`;
    }
    return 'Check the network, S3_ENDPOINT, AWS_REGION and the AWS credentials.';
  },
  sign: 'Check the AWS credentials: IRSA, the instance profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  badUrl: "Check this machine's clock, S3_SIGNED_URL_ENDPOINT, S3_FORCE_PATH_STYLE and AWS_REGION.",
  farUrl: 'Try from where clients are; where they should go elsewhere, set S3_SIGNED_URL_ENDPOINT.',
  own: ({ bucket, folder }, organisation) => [
    {
      name: 'conditional write',
      remedy: () => 'Check the network, and that the AWS credentials may write.',
      async run() {
        const place = { client: lazyClient(config, PATIENCE), bucket, key: `${folder}/condition.txt` };
        if (await keepsConditions(place)) {
          return ok('an object is not overwritten unseen');
        }
        return fail(
          'the store ignores If-None-Match: two workers may overwrite each other',
          'Use a store, or a newer version of it, that has conditional writes.',
        );
      },
    },
    {
      name: 'encryption',
      remedy: () => "Enable the KMS key, and allow the service's role kms:GenerateDataKey and kms:Decrypt on it.",
      async run() {
        const wanted = config.S3_ORGANISATION_KMS_KEYS?.get(organisation ?? '');
        const place = { client: lazyClient(config, PATIENCE), bucket, key: `${folder}/encryption.txt` };
        const { kmsKey, algorithm } = await encryptionOf(place, wanted);
        if (wanted === undefined || kmsKey) return ok(`by ${kmsKey ?? algorithm ?? 'the store itself'}`);
        return fail(
          `the key ${wanted} is not used`,
          'Use a store that has SSE-KMS, or unset S3_ORGANISATION_KMS_KEYS.',
        );
      },
    },
  ],
});
