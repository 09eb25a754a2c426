import { type CredentialBody, GoogleAuth } from 'google-auth-library';
import { SigningFault } from '../../model/errors';

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** The storage client keeps only the message of what went wrong in signing: by these beginnings it is told again. */
const REFUSED = 'Google refuses to sign download URLs';
const UNAVAILABLE = "Google can't be asked to sign a download URL right now";

type Found = (error: Error | null, credentials?: CredentialBody) => void;

/**
 * Google's credentials, found the standard way, as the storage client uses and signs with them. A key file signs here.
 * Under workload identity there is no private key: IAM's `signBlob` signs, a remote call, which the library tries again
 * on 429, 5xx and a lost connection. The access token is kept by the library until it expires; who the credentials
 * belong to, which it would ask the metadata server for twice a URL, is kept here.
 */
export class SigningAuth extends GoogleAuth {
  private owner: Promise<CredentialBody> | null = null;

  /** `iamEndpoint`: another endpoint of the IAM Service Account Credentials API than Google's public one. */
  constructor(private readonly iamEndpoint?: string) {
    super({ scopes: SCOPES });
  }

  override async sign(data: string): Promise<string> {
    try {
      const endpoint = this.iamEndpoint && `${this.iamEndpoint.replace(/\/$/, '')}/v1/projects/-/serviceAccounts/`;
      return await super.sign(data, endpoint);
    } catch (error) {
      throw new Error(sentenceFor(error), { cause: error });
    }
  }

  override getCredentials(): Promise<CredentialBody>;
  override getCredentials(callback: Found): void;
  override getCredentials(callback?: Found): Promise<CredentialBody> | void {
    this.owner ??= super.getCredentials().catch((error: unknown) => {
      this.owner = null;
      throw new Error(sentenceFor(error), { cause: error });
    });
    if (!callback) return this.owner;
    this.owner.then((found) => callback(null, found), callback);
  }
}

/** What an error of the library means, and what to mend. It may not quote: what Google answers is for the operator's log. */
function sentenceFor(error: unknown): string {
  const { code, message } = error as Error & { code?: unknown };
  const status = Number(code);
  if (status === 403 && /has not been used|disabled/.test(message)) {
    return `${REFUSED}: the IAM Service Account Credentials API (iamcredentials.googleapis.com) is not enabled in the project. Enable it, then try again.`;
  }
  if (status === 403 || status === 404) {
    return (
      `${REFUSED}: the service account lacks the permission iam.serviceAccounts.signBlob on itself. Give it the role ` +
      'Service Account Token Creator (roles/iam.serviceAccountTokenCreator) on itself, or a key file; then try again.'
    );
  }
  if (status === 429 || status >= 500) return `${UNAVAILABLE}: it answered with ${status}.`;
  if (typeof code === 'string' && !Number.isInteger(status)) return `${UNAVAILABLE} (${code}).`;
  return `${REFUSED}: there are no credentials of a service account here. Give the service a key file or a workload identity, then try again.`;
}

export const isSigningError = ({ message }: Error): boolean =>
  message.startsWith(REFUSED) || message.startsWith(UNAVAILABLE);

/** The fault behind an error of signing. */
export function signingFault(error: Error): SigningFault {
  return error.message.startsWith(REFUSED)
    ? new SigningFault('signing_refused', error.message, { retryable: false, cause: error })
    : new SigningFault('storage_unavailable', error.message, { retryable: true, cause: error });
}
