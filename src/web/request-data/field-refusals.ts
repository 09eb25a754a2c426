import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { identifierPattern } from '../../model/tenant';
import { useApi } from '../hooks/use-api';
import { useSettled } from '../hooks/use-settled';
import { texts } from '../texts';
import type { Access } from '../types';
import { missingScope } from './remembered-fields';

const none: readonly string[] = [];

/** The fields, in every spelling, that an admin has denied for a workspace; `isKnown`: there are no more to come. */
export function useDeniedFields(workspaceId: string): { denied: readonly string[]; isKnown: boolean } {
  const api = useApi();
  const settled = useSettled(workspaceId.trim());
  const isWorkspace = settled === '' || identifierPattern.test(settled);
  const { data, isFetched } = useQuery({
    queryKey: ['restrictions', settled],
    queryFn: ({ signal }) => api.restrictions(settled, signal),
    enabled: isWorkspace,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  return { denied: data?.denied_fields ?? none, isKnown: isFetched || !isWorkspace };
}

/** Why a field can't be exported; null where it can. */
export type RefusalOf = (name: string) => string | null;

export const refusals =
  (denied: readonly string[], access: Access | null): RefusalOf =>
  (name) => {
    if (denied.includes(name)) return texts.fields.denied;
    const scope = missingScope(name, access);
    return scope === null ? null : texts.fields.needsScope(scope);
  };
