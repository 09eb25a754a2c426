/** The record of a schedule, as MongoDB keeps it. */
import type { WantedExport } from '../contract/schedules';
import type { At, Every, Window } from '../model/windows';
import type { WithOutbox } from './outbox';

/** A part of a window's logs: those of a range, from the offset on. */
export interface WindowPart extends Window {
  offset: number;
}

/**
 * A window whose exports are being made. All that decides them is written here before the first of them is, so that
 * whoever goes on with it makes the same ones.
 */
export interface Making extends Window {
  revision: number;
  /** The export's terms as they were then, as JSON text. */
  export: string;
  parts: WindowPart[];
  /** When its logs were counted. */
  plannedAt: Date;
  /** Whether the exports are there. One that is not, after that, was deleted by someone. */
  isMade: boolean;
}

/** When a window is to be looked at again, for logs that came late. */
export interface Recheck extends Window {
  at: Date;
}

export interface ScheduleRecord extends WithOutbox {
  organisation_id: string;
  workspace_id: string | null;
  name: string;
  /** What each window is exported as, as JSON text: keys of the metadata filter must not become field names of ours. */
  export: string;
  every: Every;
  at: At;
  timezone: string;
  settle_minutes: number;
  recheck_hours: number;
  start_at: Date;
  end_at: Date | null;
  /** Paused by its owners (no reason), or by the service. */
  paused: { at: Date; reason: string | null } | null;
  /** What an operator wrote who paused it in Temporal. */
  operator_pause: string | null;
  /** Where the next window starts: all before is made, or in the making. */
  cursor: Date;
  making: Making | null;
  /** The newest window, and its exports. */
  last: (Window & { exports: string[] }) | null;
  /** Windows that end by then do not wait until they have settled. */
  run_until: Date | null;
  backfill: { from: Date; to: Date; cursor: Date } | null;
  rechecks: Recheck[];
  /** The key whose rights it has. */
  runs_as: string;
  created_by: string;
  created_by_user: string | null;
  created_at: Date;
  last_updated_at: Date;
}

export const wantedOf = ({ export: text }: { export: string }) => JSON.parse(text) as WantedExport;
