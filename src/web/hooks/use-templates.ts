import { useMutation, useQuery, useQueryClient } from '@tanstack/preact-query';
import { messageOf } from '../api-error';
import { useNotify } from '../components/notices';
import { texts } from '../texts';
import type { NewTemplate, Template } from '../types';
import { useApi } from './use-api';

const TEMPLATES = ['templates'];
const none: readonly Template[] = [];

/** The templates that the key sees, by name; none until they are known. */
export function useTemplates(): readonly Template[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: TEMPLATES,
    queryFn: async ({ signal }) =>
      (await api.templates(signal)).data.sort((one, other) => one.name.localeCompare(other.name)),
  });
  return data ?? none;
}

export function useTemplateActions() {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const onError = (error: Error) => notify(messageOf(error), 'problem');
  const onSettled = () => queries.invalidateQueries({ queryKey: TEMPLATES });
  return {
    save: useMutation({
      mutationFn: (template: NewTemplate) => api.createTemplate(template),
      onSuccess: ({ name }) => notify(texts.templates.saved(name)),
      ...{ onError, onSettled },
    }),
    remove: useMutation({
      mutationFn: ({ id }: Template) => api.removeTemplate(id),
      onSuccess: (_removed, { name }) => notify(texts.templates.removed(name)),
      ...{ onError, onSettled },
    }),
  };
}
