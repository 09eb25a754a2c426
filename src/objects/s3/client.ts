import type { S3, S3ClientConfig } from '@aws-sdk/client-s3';
import type { Config } from '../../config';
import type { Patience } from '../port';

interface Download {
  bucket: string;
  key: string;
  saveAs: string;
  contentType: string;
  signedAt: Date;
  seconds: number;
}

/** Amazon's client, and what signs with the same credentials. */
export interface S3Client {
  s3: S3;
  sign(download: Download): Promise<string>;
  /** When the credentials end, and with them what they signed; null for those that do not. */
  credentialsEnd(): Promise<Date | null>;
}

/** Amazon's client, loaded at the first call: its code is large, and only an installation on S3 needs it. */
export function lazyClient(config: Config, patience: Patience): () => Promise<S3Client> {
  let opened: Promise<S3Client> | undefined;
  return () => (opened ??= openClient(config, patience));
}

async function openClient(config: Config, { timeoutMs, retries }: Patience): Promise<S3Client> {
  const [{ GetObjectCommand, S3: Client }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  const options: S3ClientConfig = {
    ...(config.AWS_REGION && { region: config.AWS_REGION }),
    ...(config.S3_ENDPOINT && { endpoint: config.S3_ENDPOINT }),
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    maxAttempts: retries + 1,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    // The service sends its own CRC32C. Compatible stores refuse the checksums that the library would add.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  const s3 = new Client(options);
  const signer = config.S3_SIGNED_URL_ENDPOINT
    ? new Client({ ...options, endpoint: config.S3_SIGNED_URL_ENDPOINT, credentials: s3.config.credentials })
    : s3;
  return {
    s3,
    sign({ bucket, key, saveAs, contentType, signedAt, seconds }) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentDisposition: `attachment; filename="${saveAs}"`,
        ResponseContentType: contentType,
      });
      return getSignedUrl(signer, command, { expiresIn: seconds, signingDate: signedAt });
    },
    credentialsEnd: async () => (await s3.config.credentials()).expiration ?? null,
  };
}
