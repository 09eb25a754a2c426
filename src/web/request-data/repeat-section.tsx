import { everies } from '../../model/windows';
import { timeIn, weekdayName, windowIn } from '../format/schedule-in-words';
import { useId } from '../hooks/use-id';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import { FieldFault } from './field-fault';
import { useFault } from './faults';
import { currentWindow, cuttingOf, type Repeat } from './repeat';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

const words = texts.repeat;
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const timezones = Intl.supportedValuesOf('timeZone');

interface Props extends SectionProps {
  /** A schedule is changed: it can't become a single export. */
  isSchedule: boolean;
}

/** Whether the request is exported once, or again and again; and when then. */
export function RepeatSection({ form, change, isSchedule }: Props) {
  const name = useId();
  const { repeat } = form;
  const set = (part: Partial<Repeat>) => change({ repeat: { ...repeat, ...part } });
  const choices = isSchedule ? everies : ([null, ...everies] as const);
  return (
    <Section title={words.title}>
      <div class="choices">
        {choices.map((every) => (
          <label key={every} class="choice">
            <input type="radio" name={name} checked={repeat.every === every} onChange={() => set({ every })} />
            <span>{every === null ? words.none : texts.schedules.every[every]}</span>
          </label>
        ))}
      </div>
      {repeat.every !== null && (
        <>
          <div class="field-grid">
            {repeat.every === 'week' && <Weekday value={repeat.weekday} onChange={(weekday) => set({ weekday })} />}
            {repeat.every === 'month' && (
              <TextField
                path="at.day_of_month"
                label={words.day}
                value={repeat.day}
                inputMode="numeric"
                hint={words.dayHint}
                onInput={(day) => set({ day })}
              />
            )}
            {repeat.every === 'hour' ? (
              <TextField
                path="at.minute"
                label={words.minute}
                value={repeat.minute}
                inputMode="numeric"
                onInput={(minute) => set({ minute })}
              />
            ) : (
              <TimeOfDay value={repeat.time} onInput={(time) => set({ time })} />
            )}
            <TextField
              path="timezone"
              label={words.timezone}
              value={repeat.timezone}
              hint={words.timezoneHint}
              suggestions={timezones}
              onInput={(timezone) => set({ timezone })}
            />
            <TextField
              path="settle_minutes"
              label={words.settle}
              value={repeat.settleMinutes}
              inputMode="numeric"
              hint={words.settleHint}
              onInput={(settleMinutes) => set({ settleMinutes })}
            />
          </div>
          <Outlook repeat={repeat} isSchedule={isSchedule} />
        </>
      )}
    </Section>
  );
}

function Weekday({ value, onChange }: { value: number; onChange: (weekday: number) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.weekday}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}>
        {weekdays.map((weekday) => (
          <option key={weekday} value={weekday}>
            {weekdayName(weekday)}
          </option>
        ))}
      </select>
    </div>
  );
}

function TimeOfDay({ value, onInput }: { value: string; onInput: (time: string) => void }) {
  const id = useId();
  const { control, id: faultId } = useFault('at.hour');
  return (
    <div class="field">
      <label for={id}>{words.time}</label>
      <input
        id={id}
        type="time"
        value={value}
        aria-describedby={faultId}
        {...control}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <FieldFault path="at.hour" />
    </div>
  );
}

/** What comes of it: the first window, and when that is exported. */
function Outlook({ repeat, isSchedule }: { repeat: Repeat; isSchedule: boolean }) {
  const { zoneName } = useTimes();
  const cutting = cuttingOf(repeat);
  if (isSchedule) return <p class="range-words">{words.fromNext}</p>;
  if (cutting === null) return null;
  const window = currentWindow(cutting, new Date());
  const due = new Date(window.end.getTime() + Number(repeat.settleMinutes) * 60_000);
  return (
    <p class="range-words">
      {words.firstWindow(windowIn(zoneName, window), zoneName)} {words.firstExport(timeIn(zoneName, due))}
    </p>
  );
}
