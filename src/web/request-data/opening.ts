import type { Export } from '../types';

/** What the Request Data dialog opens with. */
export interface Opening {
  /** The export that the form begins with; null: none. */
  source: Export | null;
  /** Whether that export is changed; else a new one is requested. */
  isEditing: boolean;
}
