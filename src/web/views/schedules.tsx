import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { ViewTitle } from '../components/view-title';
import { useSchedules } from '../hooks/use-schedules';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { ScheduleCard } from '../schedules/schedule-card';
import { texts } from '../texts';

const words = texts.schedules;

/** What is exported again and again. */
export function Schedules() {
  const { data, error, refetch } = useSchedules();
  const [dialog, setDialog] = useState<Opening | null>(null);
  const add = () => setDialog({ source: null, isEditing: false, every: 'day' });
  return (
    <>
      <div class="view-head">
        <div class="view-head-title">
          <ViewTitle tab={words.title}>{words.title}</ViewTitle>
          <p class="muted">{words.lead}</p>
        </div>
        <Button kind="primary" icon="plus" onClick={add}>
          {words.add}
        </Button>
      </div>
      {!data && error && <PageFault error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows />}
      {data?.data.length === 0 && (
        <section class="empty">
          <h2>{words.emptyTitle}</h2>
          <p class="muted">{words.emptyLead}</p>
        </section>
      )}
      {data?.data.map((schedule) => (
        <ScheduleCard
          key={schedule.id}
          schedule={schedule}
          onEdit={(edited) => setDialog({ source: null, isEditing: true, schedule: edited })}
        />
      ))}
      {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
