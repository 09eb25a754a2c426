import { useState } from 'preact/hooks';
import { labelOf } from '../../model/formats';
import { Button } from '../components/button';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Menu, type MenuItem } from '../components/menu';
import { scheduleInWords } from '../format/schedule-in-words';
import { filtersInShort } from '../format/filters-in-words';
import { useId } from '../hooks/use-id';
import { useKeptFocus } from '../hooks/use-kept-focus';
import { useScheduleActions } from '../hooks/use-schedules';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Schedule } from '../types';
import { BackfillDialog } from './backfill-dialog';
import { exportOf } from './export-of';
import { ScheduleState } from './schedule-state';
import { ScheduleWindows } from './schedule-windows';

interface Props {
  schedule: Schedule;
  onEdit: (schedule: Schedule) => void;
  onDeleted?: () => void;
}

const words = texts.schedules;

/** A schedule, how it stands, and what can be done with it. */
export function ScheduleCard({ schedule, onEdit, onDeleted }: Props) {
  const { id, name, status, workspace_id } = schedule;
  const actions = useScheduleActions(schedule, onDeleted);
  const [question, setQuestion] = useState<'backfill' | 'remove' | null>(null);
  const buttons = useKeptFocus<HTMLDivElement>();
  const titleId = useId();
  const close = () => setQuestion(null);
  const isPaused = status === 'paused';
  const wanted = exportOf(schedule);
  const facts = [
    scheduleInWords(schedule),
    filtersInShort(wanted.filters),
    labelOf(wanted),
    workspace_id ?? texts.allWorkspaces,
  ];
  const items: MenuItem[] = [
    ...(isPaused
      ? []
      : [
          { label: words.run, icon: 'play' as const, onChoose: () => actions.run.mutate() },
          ...(schedule.backfill
            ? []
            : [{ label: words.backfill, icon: 'back' as const, onChoose: () => setQuestion('backfill') }]),
        ]),
    { label: words.edit, icon: 'edit', onChoose: () => onEdit(schedule) },
    { label: words.delete, icon: 'trash', isDanger: true, onChoose: () => setQuestion('remove') },
  ];

  return (
    <section class="card schedule" aria-labelledby={titleId}>
      <div class="schedule-head">
        <h2 id={titleId}>{name}</h2>
        <span class={`chip chip-schedule-${status}`}>
          <span class="chip-dot" aria-hidden="true" />
          {words.statuses[status]}
        </span>
      </div>
      <p class="muted">{facts.filter(Boolean).join(' · ')}</p>
      <ScheduleState schedule={schedule} onStopBackfill={() => actions.stopBackfill.mutate()} />
      <ScheduleWindows schedule={schedule} />
      <div ref={buttons} class="card-actions">
        <a
          class="button button-plain"
          href={hrefOf({ view: 'list', scheduleId: id, page: 0 })}
          aria-label={words.showExportsOf(name)}
        >
          {words.showExports}
        </a>
        {isPaused ? (
          <Button
            icon="play"
            onClick={() => actions.resume.mutate()}
            busy={actions.resume.isPending}
            label={words.resumeOne(name)}
          >
            {words.resume}
          </Button>
        ) : (
          status !== 'ended' && (
            <Button onClick={() => actions.pause.mutate()} busy={actions.pause.isPending} label={words.pauseOne(name)}>
              {words.pause}
            </Button>
          )
        )}
        <Menu label={words.moreActions(name)} items={items} />
      </div>
      {question === 'backfill' && (
        <BackfillDialog
          schedule={schedule}
          busy={actions.backfill.isPending}
          onClose={close}
          onConfirm={(range) => actions.backfill.mutate(range, { onSuccess: close })}
        />
      )}
      {question === 'remove' && (
        <ConfirmDialog
          title={words.deleteTitle}
          action={words.delete}
          busy={actions.remove.isPending}
          onClose={close}
          onConfirm={() => actions.remove.mutate(undefined, { onSettled: close })}
        >
          <p>
            <strong>{name}</strong>
          </p>
          <p>{words.deleteLead}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
