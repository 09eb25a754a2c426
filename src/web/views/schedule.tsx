import { useState } from 'preact/hooks';
import { ApiError } from '../api-error';
import { Icon } from '../components/icon';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { ViewTitle } from '../components/view-title';
import { goTo } from '../hooks/use-route';
import { useSchedule } from '../hooks/use-schedules';
import { RequestDialog } from '../request-data/request-dialog';
import { hrefOf } from '../route';
import { ScheduleCard } from '../schedules/schedule-card';
import { texts } from '../texts';
import type { Schedule as ScheduleAnswer } from '../types';

const words = texts.schedules;

/** One schedule: where the way from an export leads. */
export function Schedule({ id }: { id: string }) {
  const { data: schedule, error, refetch } = useSchedule(id);
  const [edited, setEdited] = useState<ScheduleAnswer | null>(null);
  const isGone = error instanceof ApiError && error.status === 404;
  const title = isGone ? words.goneTitle : (schedule?.name ?? words.schedule);
  return (
    <>
      <p class="breadcrumb">
        <a href={hrefOf({ view: 'schedules' })}>
          <Icon name="back" />
          {words.all}
        </a>
      </p>
      <div class="view-head">
        <ViewTitle tab={title}>{isGone ? words.goneTitle : words.schedule}</ViewTitle>
      </div>
      {isGone && <p class="muted">{words.goneLead}</p>}
      {!schedule && error && !isGone && <PageFault error={error} onRetry={() => void refetch()} />}
      {!schedule && !error && <LoadingRows />}
      {schedule && !isGone && (
        <ScheduleCard schedule={schedule} onEdit={setEdited} onDeleted={() => goTo({ view: 'schedules' })} />
      )}
      {edited && <RequestDialog source={null} isEditing schedule={edited} onClose={() => setEdited(null)} />}
    </>
  );
}
