import { useQuery } from '@tanstack/preact-query';
import type { Access, Export } from '../types';
import { useApi } from './use-api';

/** What the key may ask for, and whose exports it sees; null until that is known. */
export function useAccess(): Access | null {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['access'],
    queryFn: ({ signal }) => api.access(signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  return data ?? null;
}

/** Who made an export: the person, if its key was for one; else what the key is called. */
export const makerOf = (access: Access | null, { created_by_detail: { key_id, user } }: Export): string =>
  user ?? creatorName(access, key_id);

/** What a key is called: its name, else the beginning of its id. */
export function creatorName(access: Access | null, keyId: string): string {
  const name = access?.creators.find(({ id }) => id === keyId)?.name;
  return name ?? `key ${keyId.slice(0, 8)}`;
}
