/** What the visitor has entered in the Request Data dialog, as entered. */
import { compressionsOf, DEFAULT_FORMAT, packagingOf } from '../../model/formats';
import type { Zone } from '../format/zone';
import { rangeFilters, textFilters, type RangeFilterName, type TextFilterName } from '../filter-names';
import { textOf } from '../format/text-of';
import type { Access, Compression, Export, Format } from '../types';
import { rememberedFields } from './remembered-fields';
import { asBefore, resolvePreset, type TimeChoice } from './time-presets';

export interface MetadataPair {
  id: number;
  key: string;
  value: string;
}

export interface Form {
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

interface Visitor {
  zone: Zone;
  access: Access | null;
}

export function newForm({ zone, access }: Visitor): Form {
  return {
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

/**
 * What is entered already when the form begins with an export. A page becomes the offset that it stands for, where that
 * is known; a range that was relative is so again, counted from now, unless this very export is changed.
 */
export function formOf(exported: Export, { zone, isEditing }: { zone: Zone; isEditing: boolean }): Form {
  const { filters, relative_range } = exported;
  const { page_size, current_page, offset } = filters as Record<string, number | undefined>;
  const metadata = (filters.metadata ?? {}) as Record<string, unknown>;
  return {
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
