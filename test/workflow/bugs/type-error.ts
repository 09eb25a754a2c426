import type { WorkflowInterceptors } from '@temporalio/workflow';

/** Has the workflow's code meet a TypeError where it calls `composeFile`. */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        if (input.activityType === 'composeFile') throw new TypeError('undefined is not a function');
        return next(input);
      },
    },
  ],
});
