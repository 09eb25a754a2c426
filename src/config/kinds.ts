/** What the values of settings may be. */
import { readFileSync } from 'node:fs';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { StoreName } from '../model/store-names';

export const whole = (lowest: number, highest: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(lowest).max(highest));
export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');
export const text = z.string().min(1);
export const fileContent = text.transform((path, context) => {
  try {
    return readFileSync(path);
  } catch {
    context.addIssue({ code: 'custom', message: 'must name a file that this process can read' });
    return z.NEVER;
  }
});
export const url = (protocol: RegExp, example: string) =>
  text.refine((value) => protocol.test(value) && URL.canParse(value), { error: `must be a URL such as ${example}` });

/** `30` for everyone, or `30,org_a=all,org_b=90`: how many days back an organisation may export. */
export const lookback = text
  .regex(/^(\d+|all)(,[^=,\s]+=(\d+|all))*$/, 'must be days or "all", then organisation=days by commas: "30,org_a=all"')
  .transform((value) => {
    const days = (part: string) => (part === 'all' ? null : Number(part));
    const [everyone = 'all', ...others] = value.split(',');
    const own = new Map(others.map((pair) => [pair.split('=')[0]!, days(pair.split('=')[1]!)]));
    return { everyone: days(everyone), own };
  });

/** `org_a=value,org_b=value`, as a map. */
export const byOrganisation = text
  .regex(/^[^=,\s]+=[^=,\s]+(,[^=,\s]+=[^=,\s]+)*$/, 'must be organisation=value by commas: "org_a=x,org_b=y"')
  .transform((value) => new Map(value.split(',').map((pair) => pair.split('=') as [string, string])));

/** A connection string of Azure with an account's key, as the portal shows it. */
export const connectionString = text.transform((written, context) => {
  const parts = new Map(
    written.split(';').map((part) => /^([^=]*)=?(.*)$/.exec(part)!.slice(1, 3) as [string, string]),
  );
  const [name, key] = [parts.get('AccountName'), parts.get('AccountKey')];
  const { protocol = 'https', suffix = 'core.windows.net' } = {
    protocol: parts.get('DefaultEndpointsProtocol'),
    suffix: parts.get('EndpointSuffix'),
  };
  const endpoint = parts.get('BlobEndpoint') ?? `${protocol}://${name}.blob.${suffix}`;
  if (name && key && URL.canParse(endpoint)) return { name, key, endpoint };
  context.addIssue({ code: 'custom', message: 'must be a connection string with AccountName and AccountKey' });
  return z.NEVER;
});

export interface AllowedHosts {
  names: ReadonlySet<string>;
  networks: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];
}

const hostName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Names and networks by commas, as they are compared. */
export const allowedHosts = text.optional().transform((written = '', context): AllowedHosts => {
  const parts = written.toLowerCase().split(',').filter(Boolean);
  const isNetwork = (part: string) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part);
  const [names, networks] = [parts.filter((part) => !isNetwork(part)), parts.filter(isNetwork)];
  if (!names.every((name) => hostName.test(name))) {
    const message = 'must be names and networks by commas: "hooks.internal,10.1.0.0/16"';
    context.addIssue({ code: 'custom', message });
  }
  const cidr = (part: string) => {
    const isWhole = part.includes('/');
    return ipaddr.parseCIDR(isWhole ? part : `${part}/${ipaddr.IPv4.isValid(part) ? 32 : 128}`);
  };
  return { names: new Set(names), networks: networks.map(cidr) };
});

/** Keys of 32 bytes as base64, by commas. */
export const secretKeys = text.transform((written, context) => {
  const keys = written.split(',').map((key) => Buffer.from(key, 'base64'));
  if (keys.every((key) => key.length === 32)) return keys;
  context.addIssue({ code: 'custom', message: 'must be base64 of 32 bytes each, by commas: openssl rand -base64 32' });
  return z.NEVER;
});

export interface Setting<S extends z.ZodType = z.ZodType> {
  schema: S;
  description: string;
  /** The default, written as in the environment. */
  default?: string;
  required?: boolean;
  /** The store of new exports that needs it. */
  requiredBy?: StoreName;
  secret?: boolean;
}

export const setting = <S extends z.ZodType>(
  schema: S,
  description: string,
  fallback?: string,
  more: Pick<Setting, 'secret'> = {},
) => ({ schema, description, ...(fallback !== undefined && { default: fallback }), ...more }) satisfies Setting<S>;
export const required = <S extends z.ZodType>(schema: S, description: string, more: Pick<Setting, 'secret'> = {}) =>
  ({ schema, description, required: true as const, ...more }) satisfies Setting<S>;
export const requiredBy = (store: StoreName, description: string) =>
  ({ schema: text.optional(), description, requiredBy: store }) satisfies Setting;
