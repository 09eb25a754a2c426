import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { mayPass } from '../api-error';
import { useApi } from '../hooks/use-api';
import { useSettled } from '../hooks/use-settled';
import type { CreateBody } from '../types';

/** What the form would export, asked for when the visitor pauses; null asks nothing. */
export function usePreview(body: CreateBody | null) {
  const api = useApi();
  // These decide nothing about the logs: typing a name asks for nothing.
  const { description: _description, relative_range: _range, ...asked } = body ?? {};
  const wanted = body && JSON.stringify(asked);
  const settled = useSettled(wanted);
  const preview = useQuery({
    queryKey: ['preview', settled],
    queryFn: ({ signal }) => api.preview(JSON.parse(settled!) as CreateBody, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { error } }) => (error && mayPass(error) ? 5_000 : false),
  });
  return { ...preview, isBehind: wanted !== settled || preview.isFetching };
}
