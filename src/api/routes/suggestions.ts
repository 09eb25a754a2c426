import { suggestionsAnswer, suggestionsBody } from '../../contract/suggestions';
import { suggestFilters } from '../../exports/suggest';
import type { ApiDeps } from '../deps';
import { defineRoute, type Route } from '../route';

/** Values for filters, taken from the logs. */
export function suggestionRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'suggestFilters',
      method: 'post',
      path: '/logs/exports/suggestions',
      summary: 'Values for filters, from a sample of the newest logs of a range',
      scope: 'logs.export',
      body: suggestionsBody,
      answer: suggestionsAnswer,
      refusals: ['too_many_counts'],
      handle: async ({ actor, body }) => ({
        ...(await suggestFilters(deps, { actor }, body)),
        object: 'suggestions' as const,
      }),
    }),
  ];
}
