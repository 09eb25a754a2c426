/** The API's shapes, as the contract declares them. Types only: the schemas themselves stay out of the bundle. */
import type { z } from 'zod';
import type {
  createdAnswer,
  downloadAnswer,
  ExportAnswer,
  exportBodies,
  listAnswer,
  messageAnswer,
  previewAnswer,
} from '../contract/exports';

type Bodies = ReturnType<typeof exportBodies>;

export type Export = ExportAnswer;
export type ExportList = z.output<typeof listAnswer>;
export type CreatedExport = z.output<typeof createdAnswer>;
export type Message = z.output<typeof messageAnswer>;
export type Download = z.output<typeof downloadAnswer>;
export type Preview = z.output<typeof previewAnswer> & {
  /** How many logs match, whatever the export would hold of them. */
  total_records?: number;
  /** How many logs an export may hold in this installation. */
  limit?: number;
};
export type CreateBody = z.input<Bodies['create']>;
export type UpdateBody = z.input<Bodies['update']>;
export type Filters = CreateBody['filters'];
export type { Format } from '../contract/exports';
export type { Status } from '../model/statuses';

/** One thing that happened to an export. */
export interface HistoryEvent {
  at: string;
  action: string;
  by: string | null;
  attempt: number | null;
  status: string | null;
  error: string | null;
  error_code: string | null;
}
export interface History {
  object: 'list';
  data: HistoryEvent[];
}
