import type { StoreName } from '../../../src/model/store-names';

/** An answer that is no success: a status, and the store's own word for it. */
export interface Refusal {
  status: number;
  code?: string;
}

interface Passing extends Refusal {
  name: string;
  breaks: string;
  /** Whether no request is spared. Otherwise the share of them is drawn. */
  always?: boolean;
}

interface Lasting {
  name: string;
  breaks: string;
  /** One of them is drawn. */
  refusals: readonly Refusal[];
  /** What the failed export says to mend. */
  sentence: RegExp;
}

interface Traits {
  /** As the table calls it. */
  title: string;
  down: string;
  fills: boolean;
  /** What passes: the export waits for it. */
  passing: readonly Passing[];
  /** What a person has to mend: the export fails, and says what. */
  lasting: readonly Lasting[];
}

const statuses = (...all: number[]): Passing[] =>
  all.map((status) => ({ status, name: String(status), breaks: `answers ${status}` }));

const expired = { name: 'expired-token', breaks: 'the session token has expired, and is renewed' };
const permission = { name: 'permission-denied', breaks: 'the permission on the bucket is taken away' };
/** Where the stand-in refuses them as the store does, workers are started with wrong ones instead. */
export const credentials = { name: 'credentials-wrong', breaks: "the workers' credentials are wrong" };
export const unusable = /credentials can't be used\. .*then start again/;
const key = { name: 'key-refused', breaks: 'the encryption key is disabled' };

/** What is each store's own in the faults. */
export const traits: Readonly<Record<StoreName, Traits>> = {
  gcs: {
    ...{ title: 'GCS', down: 'SIGKILL', fills: true, passing: statuses(429, 500, 503) },
    lasting: [
      {
        ...permission,
        refusals: [{ status: 401 }, { status: 403 }],
        sentence: /Give the service account the role .*then start again/,
      },
    ],
  },
  s3: {
    ...{ title: 'S3', down: 'SIGKILL', fills: true },
    passing: [
      ...statuses(500, 503),
      { ...expired, status: 400, code: 'ExpiredToken' },
      {
        name: 'skewed-clock',
        breaks: "says that the worker's clock is wrong",
        status: 403,
        code: 'RequestTimeTooSkewed',
        always: true,
      },
    ],
    lasting: [
      {
        ...permission,
        refusals: [{ status: 403, code: 'AccessDenied' }],
        sentence: /Give the role of the service the policy .*then start again/,
      },
      {
        ...key,
        refusals: [{ status: 400, code: 'KMS.DisabledException' }],
        sentence: /AWS KMS refuses the encryption key.*then start again/,
      },
    ],
  },
  azure: {
    ...{ title: 'Azure', down: 'SIGTERM', fills: false },
    passing: [...statuses(500, 503), { ...expired, status: 401, code: 'InvalidAuthenticationInfo' }],
    lasting: [
      {
        ...permission,
        refusals: [
          { status: 403, code: 'AuthorizationPermissionMismatch' },
          { status: 403, code: 'AuthorizationFailure' },
        ],
        sentence: /Give the identity of the service the role .*then start again/,
      },
      {
        ...credentials,
        refusals: [{ status: 403, code: 'AuthenticationFailed' }],
        sentence: unusable,
      },
      {
        name: 'keys-forbidden',
        breaks: 'the account is set to take no keys',
        refusals: [{ status: 403, code: 'KeyBasedAuthenticationNotPermitted' }],
        sentence: /takes no keys\. Set AZURE_STORAGE_ACCOUNT.*then start again/,
      },
      {
        ...key,
        refusals: [{ status: 403, code: 'KeyVaultEncryptionKeyNotFound' }],
        sentence: /Azure Key Vault refuses the encryption key.*then start again/,
      },
    ],
  },
};
