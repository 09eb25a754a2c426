/** Which addresses webhooks may be sent to: public ones, and those that the operator allows by name or network. */
import { type LookupAddress, promises as dns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AllowedHosts } from '../config/kinds';

/** Azure's host agent answers every virtual machine there, under an address of a public range. */
const HOST_AGENTS = new Set(['168.63.129.16']);
/** All that is assigned for the public internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address is public: no range of a private network, of one machine, or of a translation into such. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || HOST_AGENTS.has(address)) return false;
  const parsed = ipaddr.parse(address);
  const isAssigned = parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
  return isAssigned && parsed.range() === 'unicast';
}

/** The host of a webhook's URL resolves to an address that it may not be sent to. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

export type Target = Pick<URL, 'hostname' | 'protocol'>;

/** Without the brackets that a URL puts around an IPv6 address. */
export const hostOf = ({ hostname }: Pick<URL, 'hostname'>) => hostname.replace(/^\[|\]$/g, '');

/** The host of a webhook's URL has no address. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';
}

/** Asks DNS itself. The system's look-up would hold one of the process's few threads for as long as a server is slow. */
async function resolvePublic(host: string): Promise<LookupAddress[]> {
  const resolver = new dns.Resolver({ timeout: 3_000, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = (found: typeof v4, family: 4 | 6) =>
    found.status === 'fulfilled' ? found.value.map((address) => ({ address, family })) : [];
  return [...addresses(v4, 4), ...addresses(v6, 6)];
}

const resolvers = {
  /** Of names that the operator allows: they may be in the hosts file, or short ones of a cluster. */
  allowed: (host: string): Promise<LookupAddress[]> => dns.lookup(host, { all: true }).catch(() => []),
  others: resolvePublic,
};

export function createAddresses({ names, networks }: AllowedHosts, resolve: typeof resolvers = resolvers) {
  const isInside = (address: string) => {
    const parsed = ipaddr.process(address);
    return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  };
  const mayReach = (target: Target, address: string) =>
    names.has(hostOf(target)) || isInside(address) || (target.protocol === 'https:' && isPublic(address));

  /** Every address of the host, once all of them may be reached. Rejects where one may not, or there is none. */
  const reachable = async (target: Target): Promise<LookupAddress[]> => {
    const host = hostOf(target);
    const literal = isIP(host);
    const look = names.has(host) ? resolve.allowed : resolve.others;
    const found = literal ? [{ address: host, family: literal }] : await look(host);
    if (found.length === 0) throw new UnresolvedError('The host name does not resolve.');
    if (!found.every(({ address }) => mayReach(target, address))) {
      throw new AddressRefusedError('The host has an address that webhooks may not be sent to.');
    }
    return found;
  };

  return {
    reachable,

    /** Resolves a host for a connection: what is connected to is what was checked. */
    lookupFor:
      (target: Target): LookupFunction =>
      (_host, { all }, done) => {
        reachable(target).then(
          (found) => (all ? done(null, found) : done(null, found[0]!.address, found[0]!.family)),
          (error: NodeJS.ErrnoException) => done(error, []),
        );
      },
  };
}
export type Addresses = ReturnType<typeof createAddresses>;
