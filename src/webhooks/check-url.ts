import { ServiceError } from '../model/errors';
import { type Addresses, AddressRefusedError, UnresolvedError } from './addresses';

/** Refuses a URL that nothing may be sent to. One sentence for all: who asks must not learn which names exist inside. */
export async function requireReachable(url: string, addresses: Addresses): Promise<void> {
  try {
    await addresses.reachable(new URL(url));
  } catch (error) {
    if (!(error instanceof AddressRefusedError || error instanceof UnresolvedError)) throw error;
    const message =
      'url must be https, and its host must have public addresses only. An operator can allow others by WEBHOOK_ALLOWED_HOSTS.';
    throw new ServiceError('invalid_request', message, { param: 'url', cause: error });
  }
}
