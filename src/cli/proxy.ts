import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';
import { CliError } from './exit-codes';

/** Sends every request by the proxy that HTTPS_PROXY or HTTP_PROXY names, but to the hosts in NO_PROXY: Node's fetch reads neither. */
export function honourProxy(): void {
  try {
    setGlobalDispatcher(new EnvHttpProxyAgent());
  } catch (error) {
    throw new CliError('usage', 'HTTPS_PROXY or HTTP_PROXY must be a URL such as http://proxy.example.com:3128.', {
      cause: error,
    });
  }
}
