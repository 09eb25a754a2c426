import { DEFAULT_FORMAT, extensionOf } from '../../model/formats';
import type { Export } from '../types';

/** The body that requests the same export again. */
export const requestOf = ({ filters, requested_data, description, workspace_id, format, relative_range }: Export) => ({
  filters,
  requested_data,
  ...(description && { description }),
  ...(workspace_id && { workspace_id }),
  ...(format !== DEFAULT_FORMAT && { format }),
  ...(relative_range && { relative_range }),
});

/** What the downloaded file is saved as; a new export's has no id yet. */
export const fileNameOf = ({ file, id, format }: Export): string =>
  file?.name ?? `logs-export-${id.slice(0, 8)}${extensionOf(format)}`;
export const newFileNameOf = ({ format }: Export): string => `logs-export${extensionOf(format)}`;

export const isReady = ({ status }: Export): boolean => status === 'success';
