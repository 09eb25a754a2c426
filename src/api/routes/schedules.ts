import { noBody } from '../../contract/no-body';
import {
  backfillBody,
  scheduleAnswer,
  scheduleBodies,
  scheduleListAnswer,
  scheduleListQuery,
  scheduleMessage,
  scheduleParams,
} from '../../contract/schedules';
import type { Asked } from '../../exports/deps';
import { backfillSchedule } from '../../schedules/backfill';
import { createSchedule } from '../../schedules/create';
import { pauseSchedule } from '../../schedules/pause';
import { findSchedule, listSchedules, viewOf } from '../../schedules/read';
import { removeSchedule } from '../../schedules/remove';
import { resumeSchedule } from '../../schedules/resume';
import { runSchedule } from '../../schedules/run';
import { updateSchedule } from '../../schedules/update';
import type { ScheduleRecord } from '../../stores/schedule-record';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { presentSchedule } from '../present-schedule';
import { defineRoute, type Route } from '../route';

/** Creating, listing, reading, changing and deleting schedules, and what moves them. */
export function scheduleRoutes(deps: ApiDeps): Route[] {
  const bodies = scheduleBodies(deps.config.EXPORT_MAX_LOGS);
  const present = async (schedule: ScheduleRecord) => presentSchedule(await viewOf(deps, schedule));

  type Move = (deps: ApiDeps, asked: Asked, id: string) => Promise<ScheduleRecord>;
  const refusalsOf = { pause: [], resume: ['field_denied'], run: ['wrong_status'] } as const;
  const move = (name: keyof typeof refusalsOf, perform: Move, summary: string) =>
    defineRoute({
      id: `${name}Schedule`,
      audit: `schedule.${name}`,
      method: 'post',
      path: `/logs/schedules/{id}/${name}`,
      summary,
      scope: 'logs.export',
      params: scheduleParams,
      body: noBody,
      answer: scheduleAnswer,
      refusals: ['not_found', ...refusalsOf[name]],
      handle: async ({ params, ...asked }) => present(await perform(deps, asked, params.id)),
    });

  return [
    defineRoute({
      id: 'createSchedule',
      audit: 'schedule.create',
      method: 'post',
      path: '/logs/schedules',
      summary: 'Export the same every hour, day, week or month',
      scope: 'logs.export',
      idempotent: true,
      body: bodies.create,
      answer: scheduleAnswer,
      refusals: ['too_many_schedules', 'field_denied'],
      handle: async ({ body, newId, ...asked }) => present(await createSchedule(deps, asked, body, newId())),
    }),

    defineRoute({
      id: 'listSchedules',
      method: 'get',
      path: '/logs/schedules',
      summary: 'List schedules, newest first',
      scope: 'logs.export',
      query: scheduleListQuery,
      answer: scheduleListAnswer,
      refusals: [],
      async handle({ actor, query }) {
        return presentList(await listSchedules(deps, actor, query), presentSchedule);
      },
    }),

    defineRoute({
      id: 'getSchedule',
      method: 'get',
      path: '/logs/schedules/{id}',
      summary: 'Read a schedule',
      scope: 'logs.export',
      params: scheduleParams,
      answer: scheduleAnswer,
      refusals: ['not_found'],
      handle: async ({ params, ...asked }) => present(await findSchedule(deps, asked, params.id)),
    }),

    defineRoute({
      id: 'updateSchedule',
      audit: 'schedule.update',
      method: 'put',
      path: '/logs/schedules/{id}',
      summary: 'Change the terms by which windows are made, from the next one on',
      scope: 'logs.export',
      params: scheduleParams,
      body: bodies.update,
      answer: scheduleAnswer,
      refusals: ['not_found', 'field_denied'],
      handle: async ({ params, body, ...asked }) => present(await updateSchedule(deps, asked, params.id, body)),
    }),

    defineRoute({
      id: 'deleteSchedule',
      audit: 'schedule.delete',
      method: 'delete',
      path: '/logs/schedules/{id}',
      summary: 'Delete a schedule; its exports stay',
      scope: 'logs.export',
      params: scheduleParams,
      answer: scheduleMessage,
      refusals: ['not_found'],
      async handle({ params, ...asked }) {
        await removeSchedule(deps, asked, params.id);
        return { message: 'The schedule is deleted. Its exports stay.', object: 'schedule' as const };
      },
    }),

    move('pause', pauseSchedule, 'Make no window until it is resumed'),
    move('resume', resumeSchedule, 'Go on where it was paused, with the rights of this key'),
    move('run', runSchedule, 'Make the windows that are over now, without waiting for late logs'),

    defineRoute({
      id: 'backfillSchedule',
      audit: 'schedule.backfill',
      method: 'post',
      path: '/logs/schedules/{id}/backfill',
      summary: 'Make the windows of the time before the first one',
      scope: 'logs.export',
      params: scheduleParams,
      body: backfillBody,
      answer: scheduleAnswer,
      refusals: ['not_found', 'wrong_status'],
      handle: async ({ params, body, ...asked }) => present(await backfillSchedule(deps, asked, params.id, body)),
    }),
  ];
}
