import { compressionsOf, DEFAULT_FORMAT, extensionOf, hasColumns } from '../../model/formats';
import type { Export } from '../types';

/** The body that requests the same export again. */
export const requestOf = ({ filters, requested_data, description, workspace_id, relative_range, ...file }: Export) => ({
  filters,
  ...(hasColumns(file.format) && { requested_data }),
  ...(description && { description }),
  ...(workspace_id && { workspace_id }),
  ...(file.format !== DEFAULT_FORMAT && { format: file.format }),
  ...(file.compression !== compressionsOf(file.format)[0] && { compression: file.compression }),
  ...(file.csv_formulas && { csv_formulas: file.csv_formulas }),
  ...(relative_range && { relative_range }),
});

/** What the downloaded file is saved as; a new export's has no id yet. */
export const fileNameOf = (exported: Export): string =>
  exported.file?.name ?? `logs-export-${exported.id.slice(0, 8)}${extensionOf(exported)}`;
export const newFileNameOf = (exported: Export): string => `logs-export${extensionOf(exported)}`;

export const isReady = ({ status }: Export): boolean => status === 'success';
