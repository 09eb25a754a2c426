import type { Every } from '../../model/windows';
import type { Export, Schedule } from '../types';

/** What the Request Data dialog opens with. */
export interface Opening {
  /** The export that the form begins with; null: none. */
  source: Export | null;
  /** Whether that export, or the schedule, is changed; else a new one is requested. */
  isEditing: boolean;
  /** The schedule that is changed. */
  schedule?: Schedule | undefined;
  /** How often a new request repeats at first. */
  every?: Every | undefined;
}
