import { useState } from 'preact/hooks';
import { whenLocal } from '../../model/time-zones';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { useDiscard } from '../components/discard-question';
import { timeIn } from '../format/schedule-in-words';
import { useId } from '../hooks/use-id';
import { texts } from '../texts';
import type { Backfill, Schedule } from '../types';

interface Props {
  schedule: Schedule;
  busy: boolean;
  onConfirm: (range: Backfill) => void;
  onClose: () => void;
}

const words = texts.schedules;

/** Asks which windows before the first one are exported too: days, by the schedule's clock. */
export function BackfillDialog({ schedule: { start_at, timezone }, busy, onConfirm, onClose }: Props) {
  const id = useId();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const dayStart = (day: string) => new Date(whenLocal(timezone, Date.parse(`${day}T00:00:00Z`))).toISOString();
  const { close, question } = useDiscard({ isChanged: () => !busy && (from !== '' || to !== ''), onClose });
  return (
    <Dialog title={words.backfillTitle} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onConfirm({ from: dayStart(from), to: to === '' ? start_at : dayStart(to) });
        }}
      >
        <div class="dialog-body">
          <p>{words.backfillLead(words.inZone(timeIn(timezone, start_at), timezone))}</p>
          <div class="field-pair">
            <div class="field">
              <label for={`${id}-from`}>{words.backfillFrom}</label>
              <input
                id={`${id}-from`}
                type="date"
                required
                value={from}
                data-autofocus=""
                onInput={({ currentTarget }) => setFrom(currentTarget.value)}
              />
            </div>
            <div class="field">
              <label for={`${id}-to`}>{words.backfillTo}</label>
              <input
                id={`${id}-to`}
                type="date"
                value={to}
                aria-describedby={`${id}-hint`}
                onInput={({ currentTarget }) => setTo(currentTarget.value)}
              />
              <p id={`${id}-hint`} class="hint">
                {words.backfillToHint}
              </p>
            </div>
          </div>
          <p class="hint">{words.backfillZone(timezone)}</p>
        </div>
        <footer class="dialog-foot">
          <Button onClick={close}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {words.backfillStart}
          </Button>
        </footer>
      </form>
      {question}
    </Dialog>
  );
}
