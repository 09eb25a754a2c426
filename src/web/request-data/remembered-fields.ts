import { findField } from '../../model/fields';
import { stored } from '../stored';
import type { Access } from '../types';

const usual = ['id', 'created_at', 'ai_provider', 'ai_model', 'total_tokens', 'cost', 'response_time', 'status_code'];

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

/** The scope that a key lacks for a field; null where it may ask for it. */
export function missingScope(name: string, access: Access | null): string | null {
  const scope = findField(name)?.scope ?? null;
  return scope === null || !access || access.scopes.includes(scope) ? null : scope;
}

/** Those of the names that there are, each once, and that the key may ask for. */
export const allowedFields = (names: readonly string[], access: Access | null): string[] => [
  ...new Set(names.filter((name) => findField(name) && missingScope(name, access) === null)),
];

const storedAs = ({ key_id }: Access) => `fields.${key_id}`;

/** The fields that a key asked for last, for the next time. One key's are not another's: it may not be allowed them. */
export const rememberedFields = {
  read(access: Access | null): string[] {
    const names = access && stored.read(storedAs(access));
    const known = isNames(names) ? allowedFields(names, access) : [];
    return known.length > 0 ? known : usual;
  },
  keep(names: readonly string[], access: Access | null): void {
    if (access) stored.keep(storedAs(access), names);
  },
};
