import { z } from 'zod';

/** What a key may do. `completions` is needed besides `logs.export` to ask for prompts and completions themselves. */
export const scopes = ['logs.export', 'logs.write', 'logs.view', 'completions', 'admin'] as const;

export const scopeSchema = z.enum(scopes);
export type Scope = z.output<typeof scopeSchema>;

/** Names that people bring from the gateway, taken where a key is made; the key has the scope that they stand for. */
export const scopeSpellings = {
  completion: 'completions',
  'completions.write': 'completions',
  'logs.list': 'logs.view',
} as const satisfies Record<string, Scope>;

const isSpelling = (name: string): name is keyof typeof scopeSpellings => Object.hasOwn(scopeSpellings, name);
const grantable = [...scopes, ...(Object.keys(scopeSpellings) as (keyof typeof scopeSpellings)[])] as const;

/** A scope of a key that is to be made, in any of its spellings. */
export const grantedScope = z
  .enum(grantable)
  .transform((name): Scope => (isSpelling(name) ? scopeSpellings[name] : name));
