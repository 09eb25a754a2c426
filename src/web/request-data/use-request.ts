import { useMutation, useQueryClient } from '@tanstack/preact-query';
import { useNotify } from '../components/notices';
import { messageOf } from '../api-error';
import { useApi } from '../hooks/use-api';
import { texts } from '../texts';
import type { Access, CreateBody, Export } from '../types';
import { rememberedFields } from './remembered-fields';

interface Request {
  body: CreateBody;
  andStart: boolean;
}

/** Makes the export, or changes the one under edit, and starts it where that was asked for. */
export function useRequest(editing: Export | null, access: Access | null) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  return useMutation({
    async mutationFn({ body, andStart }: Request) {
      const { id } = editing ? await api.update(editing.id, toUpdate(body, editing)) : await api.create(body);
      if (!andStart) return { startProblem: null };
      // The export is there from here on: a start that fails is told, and can be made again with its button.
      return api.start(id).then(
        () => ({ startProblem: null }),
        (error: unknown) => ({ startProblem: messageOf(error) }),
      );
    },
    onSuccess({ startProblem }, { body, andStart }) {
      if (body.requested_data) rememberedFields.keep(body.requested_data, access);
      const { notStarted, started, saved, draftSaved } = texts.request;
      if (startProblem) notify(notStarted(startProblem), 'problem');
      else notify(andStart ? started : editing ? saved : draftSaved);
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['exports'] }),
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
