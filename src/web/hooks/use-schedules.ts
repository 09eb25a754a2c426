import { useMutation, useQuery, useQueryClient } from '@tanstack/preact-query';
import { mayPass, messageOf, Unreachable } from '../api-error';
import { useNotify } from '../components/notices';
import { texts } from '../texts';
import type { Backfill, Schedule } from '../types';
import { pollDelay } from './poll-delay';
import { useApi } from './use-api';

const SCHEDULES = ['schedules'];
const words = texts.schedules;
const isBackfilling = ({ backfill }: Schedule) => backfill !== null;

export function useSchedules() {
  const api = useApi();
  return useQuery({
    queryKey: [...SCHEDULES, 'list'],
    queryFn: ({ signal }) => api.schedules(signal),
    refetchInterval: ({ state: { data } }) => pollDelay(data, data?.data.some(isBackfilling) ?? false),
  });
}

/** One schedule; without an id, none. */
export function useSchedule(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...SCHEDULES, 'one', id],
    queryFn: ({ signal }) => api.schedule(id!, signal),
    enabled: id !== null,
    refetchInterval: ({ state: { data, error } }) =>
      error && !mayPass(error) ? false : pollDelay(data, data ? isBackfilling(data) : false),
  });
}

/** What can be done with a schedule: each tells the visitor how it went, and brings the views up to date. */
export function useScheduleActions({ id, name }: Schedule, onDeleted?: () => void) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const action = <T, Given = void>(run: (given: Given) => Promise<T>, done: (result: T) => string) => ({
    mutationFn: run,
    onSuccess: (result: T) => notify(done(result)),
    // Without an answer, the change may have been made.
    onError: (error: Error) =>
      notify(error instanceof Unreachable ? texts.connection.unconfirmed : messageOf(error), 'problem'),
    onSettled: () => Promise.all([SCHEDULES, ['exports']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  return {
    pause: useMutation(
      action(
        () => api.moveSchedule(id, 'pause'),
        () => words.paused(name),
      ),
    ),
    resume: useMutation(
      action(
        () => api.moveSchedule(id, 'resume'),
        // An operator's pause is the operator's to end.
        ({ status, paused_reason }) =>
          status === 'paused' ? words.stillPaused(paused_reason ?? '') : words.resumed(name),
      ),
    ),
    run: useMutation(
      action(
        () => api.moveSchedule(id, 'run'),
        () => words.ran,
      ),
    ),
    backfill: useMutation(
      action(
        (wanted: Backfill) => api.backfillSchedule(id, wanted),
        () => words.backfillStarted,
      ),
    ),
    stopBackfill: useMutation(
      action(
        () => api.updateSchedule(id, { backfill: null }),
        () => words.backfillStopped,
      ),
    ),
    remove: useMutation(
      action(
        () => api.removeSchedule(id),
        () => {
          queries.removeQueries({ queryKey: [...SCHEDULES, 'one', id] });
          onDeleted?.();
          return words.deleted(name);
        },
      ),
    ),
  };
}
