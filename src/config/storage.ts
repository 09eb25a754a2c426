/** The settings of the object stores, and what they need of each other. */
import { z } from 'zod';
import { type StoreName, storeNames } from '../model/store-names';
import { byOrganisation, connectionString, flag, requiredBy, setting, url } from './kinds';

const folder = z.string().regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'must be a path such as exports/logs');

export const storageSettings = {
  STORAGE: setting(
    z.enum(storeNames, { error: `must be one of ${storeNames.join(', ')}` }),
    'Object store of new exports: gcs (Google Cloud Storage), s3 (Amazon S3, or a store that is compatible with it) or ' +
      'azure (Azure Blob Storage). Files in another one stay reachable while its settings are there.',
    'gcs',
  ),
  GCS_BUCKET: requiredBy('gcs', 'Bucket for parts and files.'),
  GCS_PREFIX: setting(folder, 'Folder in the bucket.', 'logs-export'),
  GCS_ORGANISATION_BUCKETS: setting(
    byOrganisation.optional(),
    'Buckets of single organisations: "org_a=bucket-a,org_b=bucket-b".',
  ),
  GCS_ORGANISATION_KMS_KEYS: setting(
    byOrganisation.optional(),
    'CMEK keys of single organisations: "org_a=projects/p/locations/l/keyRings/r/cryptoKeys/k". Default: the key of the bucket.',
  ),
  GCS_API_ENDPOINT: setting(
    url(/^https?:/, 'http://localhost:4443').optional(),
    'Endpoint of the GCS API, such as an emulator. Default: Google, with the standard credentials.',
  ),
  GCS_API_ENDPOINT_AUTH: setting(
    flag,
    'Send the Google credentials to GCS_API_ENDPOINT: for a private endpoint of Google, not for an emulator.',
    'false',
  ),
  GCS_SIGNED_URL_HOST: setting(
    url(/^https?:/, 'https://storage.googleapis.com').optional(),
    'Base URL of download URLs. Default: the endpoint that the service uses.',
  ),
  IAM_CREDENTIALS_ENDPOINT: setting(
    url(/^https?:/, 'https://iamcredentials.googleapis.com').optional(),
    'Endpoint of the IAM Credentials API, which signs download URLs without a private key. Default: Google.',
  ),
  S3_BUCKET: requiredBy('s3', 'Bucket for parts and files.'),
  S3_PREFIX: setting(folder, 'Folder in the bucket.', 'logs-export'),
  AWS_REGION: requiredBy(
    's3',
    'Region of the bucket. The credentials come from the standard AWS chain: IRSA, ' +
      'an instance role, a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ),
  S3_ORGANISATION_BUCKETS: setting(
    byOrganisation.optional(),
    'Buckets of single organisations, in the same region: "org_a=bucket-a,org_b=bucket-b".',
  ),
  S3_ORGANISATION_KMS_KEYS: setting(
    byOrganisation.optional(),
    'SSE-KMS keys of single organisations: "org_a=arn:aws:kms:eu-central-1:111122223333:key/k". Default: the key of the bucket.',
  ),
  S3_ENDPOINT: setting(
    url(/^https?:/, 'https://minio.internal:9000').optional(),
    'Endpoint of a compatible store. Default: Amazon.',
  ),
  S3_FORCE_PATH_STYLE: setting(
    flag,
    'Name the bucket in the path of URLs, not in the host: for compatible stores.',
    'false',
  ),
  S3_SIGNED_URL_ENDPOINT: setting(
    url(/^https?:/, 'https://s3.example.com').optional(),
    'Endpoint in download URLs, where clients reach the store by another name. Default: S3_ENDPOINT.',
  ),
  AZURE_STORAGE_CONTAINER: requiredBy('azure', 'Container for parts and files.'),
  AZURE_STORAGE_PREFIX: setting(folder, 'Folder in the container.', 'logs-export'),
  AZURE_STORAGE_ACCOUNT: setting(
    z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account, not its URL')
      .optional(),
    'Storage account of the container. The credentials come from the standard Azure chain: a workload identity, ' +
      'a managed identity, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
  ),
  AZURE_STORAGE_CONNECTION_STRING: setting(
    connectionString.optional(),
    'Connection string with the key of the storage account, in place of AZURE_STORAGE_ACCOUNT and an identity.',
    undefined,
    { secret: true },
  ),
  AZURE_ORGANISATION_CONTAINERS: setting(
    byOrganisation.optional(),
    'Containers of single organisations, in the same account: "org_a=container-a,org_b=container-b".',
  ),
  AZURE_ORGANISATION_ENCRYPTION_SCOPES: setting(
    byOrganisation.optional(),
    'Encryption scopes of single organisations, with keys of their own: "org_a=scope-a". Default: the scope of the container.',
  ),
  AZURE_STORAGE_SERVICE_ENDPOINT: setting(
    url(/^https?:/, 'https://example.blob.core.usgovcloudapi.net').optional(),
    'Endpoint of the storage account. Default: https://ACCOUNT.blob.core.windows.net.',
  ),
  AZURE_SIGNED_URL_ENDPOINT: setting(
    url(/^https?:/, 'https://files.example.com').optional(),
    'Endpoint in download URLs, where clients reach the account by another name. Default: the endpoint that the service uses.',
  ),
} as const;

type Values = { [Name in keyof typeof storageSettings]: unknown };

/** The settings that say nothing without another one. */
export function incompleteStorage(values: Values): string[] {
  const rules: [name: keyof Values, needs: keyof Values][] = [
    ['GCS_API_ENDPOINT_AUTH', 'GCS_API_ENDPOINT'],
    ['S3_ENDPOINT', 'AWS_REGION'],
    ['S3_SIGNED_URL_ENDPOINT', 'AWS_REGION'],
    ['S3_ORGANISATION_BUCKETS', 'AWS_REGION'],
    ['S3_ORGANISATION_KMS_KEYS', 'AWS_REGION'],
  ];
  const missing = rules.filter(([name, needs]) => Boolean(values[name]) && !values[needs]);
  return [...missing.map(([name, needs]) => `${name} needs ${needs}.`), ...incompleteAzure(values)];
}

/** An account is named by itself, or by a connection string. */
function incompleteAzure(values: Values): string[] {
  const [byName, byString] = ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_CONNECTION_STRING'] as const;
  if (values[byName] && values[byString]) return [`${byName} and ${byString} exclude each other: set one of them.`];
  if (values[byName]) return [];
  const ofAccount = values.AZURE_STORAGE_SERVICE_ENDPOINT ? [`AZURE_STORAGE_SERVICE_ENDPOINT needs ${byName}.`] : [];
  if (values[byString]) return ofAccount;
  const ofEither = [
    ...(values.STORAGE === ('azure' satisfies StoreName) ? ['STORAGE=azure'] : []),
    ...(
      ['AZURE_ORGANISATION_CONTAINERS', 'AZURE_ORGANISATION_ENCRYPTION_SCOPES', 'AZURE_SIGNED_URL_ENDPOINT'] as const
    ).filter((name) => values[name]),
  ];
  return [...ofAccount, ...ofEither.map((name) => `${name} needs ${byName} or ${byString}.`)];
}
