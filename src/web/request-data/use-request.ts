import { useMutation, useQueryClient } from '@tanstack/preact-query';
import { useNotify } from '../components/notices';
import { messageOf } from '../api-error';
import { useApi } from '../hooks/use-api';
import type { CreateBody, Export } from '../types';
import { rememberedFields } from './remembered-fields';

interface Request {
  body: CreateBody;
  andStart: boolean;
}

/** Makes the export, or changes the one under edit, and starts it where that was asked for. */
export function useRequest(editing: Export | null) {
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
      rememberedFields.keep(body.requested_data);
      if (startProblem) notify(`The export was saved, but could not be started: ${startProblem}`, 'problem');
      else
        notify(
          andStart
            ? 'The export was started.'
            : editing
              ? 'The export was changed.'
              : 'The export was made, as a draft.',
        );
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['exports'] }),
  });
}

/** An update has no format; an emptied description must be said, and a workspace only where it is another. */
function toUpdate({ filters, requested_data, description, workspace_id }: CreateBody, editing: Export) {
  const isMoved = workspace_id !== undefined && workspace_id !== editing.workspace_id;
  return {
    filters,
    requested_data,
    description: description ?? '',
    ...(isMoved && { workspace_id }),
  };
}
