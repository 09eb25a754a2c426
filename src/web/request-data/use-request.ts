import { useMutation, useQueryClient } from '@tanstack/preact-query';
import { useNotify } from '../components/notices';
import { messageOf } from '../api-error';
import { useApi } from '../hooks/use-api';
import { texts } from '../texts';
import type { Access, CreateBody, Export } from '../types';
import type { Form } from './form';
import type { Opening } from './opening';
import { rememberedFields } from './remembered-fields';
import { toSchedule } from './to-schedule';

interface Request {
  form: Form;
  body: CreateBody;
  andStart: boolean;
}

/** Makes the export, or changes the one under edit, and starts it where that was asked for; or the same for a schedule. */
export function useRequest({ source, isEditing, schedule }: Opening, access: Access | null) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const editing = isEditing ? source : null;
  return useMutation({
    async mutationFn({ form, body, andStart }: Request) {
      if (form.repeat.every !== null) {
        const terms = toSchedule(form, body, schedule);
        if (schedule) await api.updateSchedule(schedule.id, terms);
        else await api.createSchedule({ ...terms, workspace_id: body.workspace_id });
        return { startProblem: null };
      }
      const { id } = editing ? await api.update(editing.id, toUpdate(body, editing)) : await api.create(body);
      if (!andStart) return { startProblem: null };
      // The export is there from here on: a start that fails is told, and can be made again with its button.
      return api.start(id).then(
        () => ({ startProblem: null }),
        (error: unknown) => ({ startProblem: messageOf(error) }),
      );
    },
    onSuccess({ startProblem }, { form, body, andStart }) {
      if (body.requested_data) rememberedFields.keep(body.requested_data, access);
      const { notStarted, started, saved, draftSaved } = texts.request;
      if (startProblem) notify(notStarted(startProblem), 'problem');
      else if (form.repeat.every !== null) notify(schedule ? texts.repeat.saved : texts.repeat.created);
      else notify(andStart ? started : editing ? saved : draftSaved);
    },
    onSettled: () =>
      void Promise.all([['exports'], ['schedules']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

/** An update has no format; an emptied description must be said, and a workspace only where it is another. */
function toUpdate({ filters, requested_data, description, workspace_id, relative_range }: CreateBody, editing: Export) {
  const isMoved = workspace_id !== undefined && workspace_id !== editing.workspace_id;
  return {
    filters,
    requested_data,
    description: description ?? '',
    relative_range,
    ...(isMoved && { workspace_id }),
  };
}
