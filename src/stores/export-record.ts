/** The record of an export, as MongoDB keeps it, and what is asked of one without its store. */
import type { Actor } from '../contract/actor';
import type { ComposedFile } from '../contract/workflow';
import type { Batch, LogRef, Part } from '../model/batches';
import type { CutPosition } from '../model/cut-batches';
import type { Filters } from '../model/filters';
import type { Compression, FormatName } from '../model/formats';
import type { Location } from '../model/location';
import type { Omitted } from '../model/omissions';
import type { RelativeRange } from '../model/relative-ranges';
import type { Status } from '../model/statuses';
import type { Tenant } from '../model/tenant';
import type { TimeRange } from '../model/time-range';
import type { Window } from '../model/windows';
import type { Fetching } from './logs';
import type { WithOutbox } from './outbox';

/** What was planned of an export: frozen at the first start, taken up by every later one. */
export interface Plan {
  digest: string;
  fetching: Fetching;
  batches: Batch[];
}

/** How far the first plan of an export has come: what was cut so far, if any log was found, and what is left of the range. */
export interface Planning {
  run: string;
  planned: { fetching: Fetching; cut: CutPosition } | null;
  rest: TimeRange;
}

/** What a search of the logs has come to: all that were created before `until` are looked through. */
export interface Searched {
  found: number;
  until: Date;
}

/** The window of a schedule, whole, and which part of it an export is where it was too large for one. */
export type ScheduledWindow = Window & { part?: number | undefined; parts?: number | undefined };

/** What an export has from its schedule. */
export interface OfSchedule {
  schedule_id: string;
  window: ScheduledWindow;
  revision: number;
}

/** What is found out about a file when it is complete. */
export interface FileFacts {
  uncompressed_bytes: number;
  first: LogRef | null;
  last: LogRef | null;
  completed_at: Date;
  service_version: string;
  /** Earlier versions wrote every log. */
  omitted?: Omitted;
  /** The file as this run joined it: its parts may be gone by the time that the run looks again. */
  joined?: { run: string; file: ComposedFile };
}

export interface ExportRecord extends WithOutbox, Partial<OfSchedule> {
  organisation_id: string;
  workspace_id: string | null;
  /** As the client sent them, as JSON text: keys of the metadata filter must not become field names of ours. */
  filters: string;
  requested_data: string[];
  format: FormatName;
  /** Records of earlier versions lack it: their format says it. */
  compression?: Compression;
  csv_formulas?: 'keep' | null;
  description: string | null;
  /** What a search finds the description by; records of earlier versions have it from this one's first start on. */
  description_trigrams?: string[];
  /** How the time range was chosen; records from before it was kept lack it. */
  relative_range?: RelativeRange | null;
  status: Status;
  /** The run that may write to this record while it is `in_progress`. */
  run: string | null;
  /** Which of its organisation's places it runs in; null while it does not run. */
  slot: number | null;
  attempt: number;
  /** How many logs match. */
  total_records: number;
  /** There may be more, which could not be counted in time; records of earlier versions lack it. */
  total_records_is_minimum?: boolean;
  /** How many of them the file will hold; null before its plan, where they could not be counted in time. */
  total: number | null;
  truncated: boolean;
  exported: number;
  bytes: number;
  error: string | null;
  error_code: string | null;
  data_cutoff_at: Date | null;
  created_at: Date;
  last_updated_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  created_by: string;
  /** The person that its key was for; records from before there were people lack it. */
  created_by_user?: string | null;
  started_by: string | null;
  /** Where its objects lie; null until it is first started. */
  location: Location | null;
  file: ComposedFile | null;
  /** What the manifest says of the file besides; files of earlier versions have none. */
  facts?: FileFacts | null;
  /** When its file, or what was written of it, was deleted for its age. */
  expired_at: Date | null;
  /** The export of the same window that took its place. */
  superseded_by?: string;
  plan: Plan | null;
  /** Only until there is a plan, and of the run that makes it. */
  planning?: Planning;
  /** What `planning` tells a client. */
  searched?: Searched;
}

/** What counting finds out about an export. */
export type Counted = Pick<ExportRecord, 'total_records' | 'total' | 'truncated'> &
  Required<Pick<ExportRecord, 'total_records_is_minimum'>>;

/** What planning finds out about an export. */
export type PlanRecord = Counted &
  Pick<ExportRecord, 'data_cutoff_at' | 'exported' | 'bytes'> & { total: number; plan: Plan };

/** The parts of one batch, what they do not hold of it, and how many logs it was planned to hold. */
export interface WrittenParts {
  parts: Part[];
  omitted: Omitted;
  planned: number;
}

/** A record without its plan, which may be large and is only for the worker, and without what is only searched. */
export type ExportSummary = Omit<ExportRecord, 'plan' | 'planning' | 'description_trigrams'>;

/** Nothing was written to the record since it was started: not even a plan was made. */
export const hasNotBegun = ({ started_at, last_updated_at }: Pick<ExportSummary, 'started_at' | 'last_updated_at'>) =>
  started_at !== null && started_at.getTime() === last_updated_at.getTime();

export const tenantOf = (record: Pick<ExportRecord, 'organisation_id' | 'workspace_id'>): Tenant => ({
  organisationId: record.organisation_id,
  workspaceId: record.workspace_id,
});
export const filtersOf = (record: Pick<ExportRecord, 'filters'>) => JSON.parse(record.filters) as Filters;

export type NewExport = Pick<ExportRecord, 'requested_data' | 'format' | 'description' | 'relative_range'> &
  Counted &
  Required<Pick<ExportRecord, 'compression' | 'csv_formulas'>> & {
    id: string;
    tenant: Tenant;
    filters: Filters;
    createdBy: Pick<Actor, 'id' | 'user'>;
    /** Where it will lie, if that is known before it is started. */
    location?: Location;
    ofSchedule?: OfSchedule;
  };
export type ExportChange = Counted &
  Partial<
    Pick<ExportRecord, 'filters' | 'requested_data' | 'description' | 'relative_range' | 'workspace_id' | 'location'>
  >;
