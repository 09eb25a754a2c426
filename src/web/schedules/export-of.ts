import type { Export, Schedule } from '../types';

/** What a schedule exports each window as, in the shape that an export has it. */
export type ExportedAs = Pick<Export, 'filters' | 'requested_data' | 'format' | 'compression' | 'csv_formulas'>;

/** The contract leaves open what is in there; it is what a schedule was created with. */
export const exportOf = ({ export: wanted }: Schedule): ExportedAs => wanted as unknown as ExportedAs;
