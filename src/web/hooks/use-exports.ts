import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { ApiError, mayPass } from '../api-error';
import type { ListParams } from '../list-params';
import type { Export } from '../types';
import { pollDelay } from './poll-delay';
import { useApi } from './use-api';
import { useNotifications } from './use-notifications';

const isRunning = ({ status }: Export) => status === 'in_progress';

/** A page of the list, kept up to date; in a hidden tab only for notifications. */
export function useExportPage(params: ListParams) {
  const api = useApi();
  const areWanted = useNotifications();
  return useQuery({
    queryKey: ['exports', 'list', params],
    queryFn: ({ signal }) => api.list(params, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => pollDelay(data, data?.data.some(isRunning) ?? false),
    refetchIntervalInBackground: areWanted,
  });
}

/** One export, likewise. */
export function useExport(id: string) {
  const api = useApi();
  const areWanted = useNotifications();
  return useQuery({
    queryKey: ['exports', 'one', id],
    queryFn: ({ signal }) => api.retrieve(id, signal),
    refetchInterval: ({ state: { data, error } }) =>
      error && !mayPass(error) ? false : pollDelay(data, data ? isRunning(data) : false),
    refetchIntervalInBackground: areWanted,
  });
}

/** An ending is written into the history just after the record has it: it may be missing where both are read at once. */
const SECOND_LOOK_MS = 1_000;

/**
 * What happened to an export so far; asked for anew when its record changes, twice. Null where the service keeps none.
 */
export function useHistory({ id, status, attempt, last_updated_at }: Export) {
  const api = useApi();
  const changes = status === 'in_progress' ? '' : last_updated_at;
  return useQuery({
    queryKey: ['exports', 'history', id, status, attempt, changes],
    queryFn: async ({ signal }) => {
      try {
        return (await api.history(id, signal)).data;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.dataUpdateCount === 1 ? SECOND_LOOK_MS : false),
  });
}
