import { texts } from '../texts';
import type { CreateBody, Schedule } from '../types';
import type { Form } from './form';
import { cuttingOf } from './repeat';
import { wholeNumber } from './whole-number';

/** The terms of a schedule, as the API is sent them for a form without faults. Its windows bring the times. */
export function toSchedule(form: Form, body: CreateBody, before: Schedule | undefined) {
  const { every, at, timezone } = cuttingOf(form.repeat)!;
  const { filters, requested_data, format, compression, csv_formulas } = body;
  const { created_at: _window, ...wanted } = filters;
  const description = before?.export.description as string | null | undefined;
  return {
    name: form.description.trim() || texts.schedules.every[every],
    ...{ every, at, timezone },
    settle_minutes: wholeNumber(form.repeat.settleMinutes.trim())!,
    export: {
      filters: wanted,
      ...{ requested_data, format, compression },
      ...(csv_formulas && { csv_formulas }),
      ...(description && { description }),
    },
  };
}
