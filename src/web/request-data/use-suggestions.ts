import { useQuery } from '@tanstack/preact-query';
import { useApi } from '../hooks/use-api';
import type { CreateBody, Suggestions } from '../types';

/** The values that logs of the range have, for the filters; null until they are known. */
export function useSuggestions({ filters, workspace_id }: CreateBody, isWanted: boolean): Suggestions | null {
  const api = useApi();
  const { created_at, time_of_generation_min, time_of_generation_max } = filters;
  const body = { filters: { created_at, time_of_generation_min, time_of_generation_max }, workspace_id };
  const { data } = useQuery({
    queryKey: ['suggestions', body],
    queryFn: ({ signal }) => api.suggestions(body, signal),
    enabled: isWanted,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  return data ?? null;
}
