import type { Config } from '../config';
import type { ExportsDeps } from '../exports/deps';
import type { AuditStore } from '../stores/audit';
import type { KeyStore } from '../stores/keys';
import type { ScheduleStore } from '../stores/schedules';
import type { Timetable } from '../temporal/timetable';

/** What schedules work with, besides what their exports do. */
export interface SchedulesDeps extends ExportsDeps {
  config: ExportsDeps['config'] & Pick<Config, 'SCHEDULES_PER_ORGANISATION' | 'SCHEDULE_PAST_WINDOWS'>;
  schedules: ScheduleStore;
  keys: Pick<KeyStore, 'rightsOf'>;
  audit: Pick<AuditStore, 'appendOnce'>;
  timetable: Timetable;
  /** The clock that windows are over by. */
  now: () => Date;
}
