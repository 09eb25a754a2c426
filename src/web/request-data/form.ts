/** What the visitor has entered in the Request Data dialog, as entered. */
import { compressionsOf, DEFAULT_FORMAT, packagingOf } from '../../model/formats';
import type { Every } from '../../model/windows';
import type { Times } from '../format/times';
import { rangeFilters, textFilters, type RangeFilterName, type TextFilterName } from '../filter-names';
import { textOf } from '../format/text-of';
import { exportOf } from '../schedules/export-of';
import type { Access, Compression, Export, Format, Schedule } from '../types';
import { rememberedFields } from './remembered-fields';
import { newRepeat, type Repeat, repeatOf } from './repeat';
import { asBefore, resolvePreset, type TimeChoice } from './time-presets';

export interface MetadataPair {
  id: number;
  key: string;
  value: string;
}

export interface Form {
  repeat: Repeat;
  time: TimeChoice;
  limit: string;
  offset: string;
  /** Counted from 0, of as many logs as an export may hold: only the API knows its offset. Stands until one is entered. */
  page: number;
  fields: string[];
  texts: Record<TextFilterName, string>;
  ranges: Record<RangeFilterName, string>;
  metadata: MetadataPair[];
  workspaceId: string;
  description: string;
  format: Format;
  compression: Compression;
  /** Texts of a CSV stay as they are, even where a spreadsheet would run them. */
  keepsFormulas: boolean;
}

const textNames = textFilters.map(({ name }) => name);
const rangeNames = rangeFilters.flatMap(({ min, max }) => [min, max]);

const record = <Name extends string>(names: readonly Name[], of: (name: Name) => string) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, string>;

let lastPair = 0;
export const metadataPair = (key = '', value = ''): MetadataPair => ({ id: ++lastPair, key, value });

type Clock = Pick<Times, 'zone' | 'zoneName'>;

interface Visitor {
  clock: Clock;
  access: Access | null;
  every: Every | undefined;
}

export function newForm({ clock: { zone, zoneName }, access, every }: Visitor): Form {
  return {
    repeat: newRepeat(zoneName, every),
    time: resolvePreset('last_24_hours', new Date(), zone),
    limit: '',
    offset: '',
    page: 0,
    fields: rememberedFields.read(access),
    texts: record(textNames, () => ''),
    ranges: record(rangeNames, () => ''),
    metadata: [],
    workspaceId: '',
    description: '',
    format: DEFAULT_FORMAT,
    compression: compressionsOf(DEFAULT_FORMAT)[0],
    keepsFormulas: false,
  };
}

/** What a form takes over of an export. */
type Source = Pick<
  Export,
  | 'filters'
  | 'requested_data'
  | 'format'
  | 'compression'
  | 'csv_formulas'
  | 'relative_range'
  | 'workspace_id'
  | 'description'
>;

/**
 * What is entered already when the form begins with an export. A page becomes the offset that it stands for, where that
 * is known; a range that was relative is so again, counted from now, unless this very export is changed.
 */
export function formOf(exported: Source, { zone, zoneName }: Clock, { isEditing }: { isEditing: boolean }): Form {
  const { filters, relative_range } = exported;
  const { page_size, current_page, offset } = filters as Record<string, number | undefined>;
  const metadata = (filters.metadata ?? {}) as Record<string, unknown>;
  return {
    repeat: newRepeat(zoneName),
    time: relative_range && !isEditing ? resolvePreset(relative_range, new Date(), zone) : asBefore(filters),
    limit: textOf(page_size),
    offset: textOf(offset ?? (current_page && page_size ? current_page * page_size : undefined)),
    page: page_size === undefined ? (current_page ?? 0) : 0,
    fields: exported.requested_data,
    texts: record(textNames, (name) => textOf(filters[name])),
    ranges: record(rangeNames, (name) => textOf(filters[name])),
    metadata: Object.entries(metadata).map(([key, value]) => metadataPair(key, textOf(value))),
    workspaceId: exported.workspace_id ?? '',
    description: exported.description ?? '',
    ...packagingOf(exported),
    keepsFormulas: exported.csv_formulas === 'keep',
  };
}

/** What is entered already when a schedule is changed. */
export const formOfSchedule = (schedule: Schedule, clock: Clock): Form => ({
  ...formOf(
    {
      ...exportOf(schedule),
      relative_range: null,
      workspace_id: schedule.workspace_id,
      description: schedule.name,
    },
    clock,
    { isEditing: false },
  ),
  repeat: repeatOf(schedule),
});
