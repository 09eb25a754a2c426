import { useState } from 'preact/hooks';
import { CardView } from '../components/card-view';
import { useSchedules } from '../hooks/use-schedules';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { ScheduleCard } from '../schedules/schedule-card';
import { texts } from '../texts';

const words = texts.schedules;

/** What is exported again and again. */
export function Schedules() {
  const query = useSchedules();
  const [dialog, setDialog] = useState<Opening | null>(null);
  const add = () => setDialog({ source: null, isEditing: false, every: 'day' });
  return (
    <>
      <CardView
        words={words}
        query={query}
        onAdd={add}
        cardOf={(schedule) => (
          <ScheduleCard
            key={schedule.id}
            schedule={schedule}
            onEdit={(edited) => setDialog({ source: null, isEditing: true, schedule: edited })}
          />
        )}
      />
      {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
