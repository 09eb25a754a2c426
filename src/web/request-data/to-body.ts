import { hasColumns } from '../../model/formats';
import { rangeFilters, textFilters } from '../filter-names';
import { texts } from '../texts';
import type { CreateBody, Export, Filters } from '../types';
import type { Faults } from './faults';
import type { Form } from './form';
import type { Opening } from './opening';
import { cuttingOf, lastFullWindow, repeatFaults } from './repeat';
import { relativeOf } from './time-presets';
import { wholeNumber } from './whole-number';

interface Outcome {
  body: CreateBody;
  /** What can't be sent, by the path of its field. */
  faults: Faults;
}

/** What the API is sent for a form. What was not touched of the export that it began with goes back as it came. */
export function toBody(form: Form, { source, isEditing }: Pick<Opening, 'source' | 'isEditing'>): Outcome {
  const faults: Faults = new Map();
  const isRepeating = form.repeat.every !== null;
  const filters: Record<string, unknown> = isRepeating ? windowFilters(form) : { ...timeFilters(form, source) };
  const number = (name: string, written: string) => {
    if (written.trim() === '') return;
    const value = Number(written);
    if (Number.isFinite(value)) filters[name] = value;
    else faults.set(`filters.${name}`, texts.filters.number);
  };
  const count = (name: string, written: string) => {
    if (written.trim() === '') return;
    const value = wholeNumber(written.trim());
    if (value !== null) filters[name] = value;
    else faults.set(`filters.${name}`, texts.filters.wholeNumber);
  };

  for (const [path, fault] of isRepeating ? repeatFaults(form.repeat) : timeFaults(form)) faults.set(path, fault);
  for (const { name } of textFilters) {
    if (form.texts[name].trim() !== '') filters[name] = form.texts[name].trim();
  }
  for (const { min, max } of rangeFilters) {
    number(min, form.ranges[min]);
    number(max, form.ranges[max]);
  }
  const pairs = form.metadata.filter(({ key, value }) => key.trim() !== '' || value !== '');
  if (pairs.some(({ key }) => key.trim() === '')) faults.set('filters.metadata', texts.filters.pairNeedsKey);
  else if (new Set(pairs.map(({ key }) => key.trim())).size < pairs.length) {
    faults.set('filters.metadata', texts.filters.pairTwice);
  } else if (pairs.length > 0) {
    filters.metadata = Object.fromEntries(pairs.map(({ key, value }) => [key.trim(), value]));
  }
  if (!isRepeating) {
    count('page_size', form.limit);
    count('offset', form.offset);
    if (form.page > 0 && form.offset.trim() === '') filters.current_page = form.page;
  }
  const asksFields = hasColumns(form.format);
  if (asksFields && form.fields.length === 0) faults.set('requested_data', texts.fields.none);

  const workspaceId = form.workspaceId.trim();
  if (isEditing && source?.workspace_id && workspaceId === '') {
    faults.set('workspace_id', texts.advanced.widened);
  }
  return {
    faults,
    body: {
      filters: filters,
      ...(asksFields && { requested_data: form.fields }),
      format: form.format,
      compression: form.compression,
      ...(form.format === 'csv' && form.keepsFormulas && { csv_formulas: 'keep' as const }),
      relative_range: relativeRange(form, source),
      ...(form.description.trim() !== '' && { description: form.description.trim() }),
      ...(workspaceId !== '' && { workspace_id: workspaceId }),
    },
  };
}

const relativeRange = ({ repeat, time: { preset } }: Form, source: Export | null) => {
  if (repeat.every !== null) return null;
  return preset === 'unchanged' ? (source?.relative_range ?? null) : relativeOf(preset);
};

function timeFaults({ time }: Form): Faults {
  const faults: Faults = new Map(time.halfTyped.map((end) => [`time.${end}`, texts.time.halfTyped]));
  if (time.preset !== 'custom' || time.halfTyped.length > 0) return faults;
  if (time.from === '') faults.set('time.from', texts.time.noFrom);
  else if (time.until !== '' && Date.parse(time.until) <= Date.parse(time.from))
    faults.set('filters.created_at', texts.time.reversed);
  return faults;
}

/** Each window of a schedule has times of its own: the latest full one stands for all. */
function windowFilters({ repeat }: Form): Record<string, unknown> {
  const cutting = cuttingOf(repeat);
  if (cutting === null) return {};
  const { start, end } = lastFullWindow(cutting, new Date());
  return { created_at: { gte: start.toISOString(), lt: end.toISOString() } };
}

function timeFilters({ time }: Form, source: Export | null): Filters {
  if (time.preset === 'unchanged') {
    const { created_at, time_of_generation_min, time_of_generation_max } = (source?.filters ?? {}) as Filters;
    return {
      ...(created_at && { created_at }),
      ...(time_of_generation_min !== undefined && { time_of_generation_min }),
      ...(time_of_generation_max !== undefined && { time_of_generation_max }),
    };
  }
  if (time.from === '' && time.until === '') return {};
  return {
    created_at: { ...(time.from !== '' && { gte: time.from }), ...(time.until !== '' && { lt: time.until }) },
  };
}
