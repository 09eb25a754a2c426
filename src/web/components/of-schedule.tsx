import { useSchedule } from '../hooks/use-schedules';
import { hrefOf } from '../route';
import { texts } from '../texts';

const words = texts.schedules;

/** Says that the list holds the exports of one schedule, with the ways to it and out of it. */
export function OfSchedule({ id }: { id: string }) {
  const { data: schedule } = useSchedule(id);
  return (
    <p class="of-schedule">
      {words.exportsOf} <a href={hrefOf({ view: 'schedule', id })}>{schedule?.name ?? id.slice(0, 8)}</a>
      <a href={hrefOf({ view: 'list', page: 0 })}>{words.showAllExports}</a>
    </p>
  );
}
