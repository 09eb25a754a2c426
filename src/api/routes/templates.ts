import {
  templateAnswer,
  templateBody,
  templateListAnswer,
  templateListQuery,
  templateMessage,
  templateParams,
} from '../../contract/templates';
import { createTemplate } from '../../templates/create';
import { removeTemplate } from '../../templates/remove';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { presentTemplate } from '../present-template';
import { defineRoute, type Route } from '../route';

/** What is asked of exports again and again, by name. */
export function templateRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'createTemplate',
      audit: 'template.create',
      method: 'post',
      path: '/logs/export-templates',
      summary: 'Save what an export is asked for, for everyone in the workspace',
      scope: 'logs.export',
      idempotent: true,
      body: templateBody(deps.config.EXPORT_MAX_LOGS),
      answer: templateAnswer,
      refusals: ['field_denied', 'too_many_templates'],
      handle: async ({ body, newId, ...asked }) => presentTemplate(await createTemplate(deps, asked, body, newId())),
    }),

    defineRoute({
      id: 'listTemplates',
      method: 'get',
      path: '/logs/export-templates',
      summary: 'List templates, newest first',
      scope: 'logs.export',
      query: templateListQuery,
      answer: templateListAnswer,
      refusals: [],
      async handle({ actor, query }) {
        return presentList(await deps.templates.list(actor.tenant, query), presentTemplate);
      },
    }),

    defineRoute({
      id: 'deleteTemplate',
      audit: 'template.delete',
      method: 'delete',
      path: '/logs/export-templates/{id}',
      summary: 'Delete a template; exports made from it stay',
      scope: 'logs.export',
      params: templateParams,
      answer: templateMessage,
      refusals: ['not_found'],
      async handle({ params, ...asked }) {
        await removeTemplate(deps, asked, params.id);
        return { message: 'The template is deleted.', object: 'export_template' as const };
      },
    }),
  ];
}
