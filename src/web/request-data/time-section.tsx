import { useId } from '../hooks/use-id';
import { relativeRanges } from '../../model/relative-ranges';
import { rangeInWords } from '../format/range-in-words';
import { formatUtc } from '../format/times';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import type { Export } from '../types';
import { fromInput, toInput } from '../zoned-input';
import { useFault } from './faults';
import { FieldFault } from './field-fault';
import { Section, type SectionProps } from './section';
import { asBefore, resolvePreset, type TimeChoice, type TimePreset } from './time-presets';

const words = texts.time;
const forNew: readonly TimePreset[] = [...relativeRanges, 'all', 'custom'];

export function TimeSection({ form, change, source }: SectionProps & { source: Export | null }) {
  const name = useId();
  const times = useTimes();
  const { time } = form;
  const choose = (preset: TimePreset) =>
    change({
      time:
        preset === 'unchanged' && source
          ? asBefore(source.filters)
          : resolvePreset(preset, new Date(), times.zone, time),
    });
  const isOpen = time.from === '' && time.until === '';
  const presets = source ? (['unchanged', ...forNew] as const) : forNew;
  return (
    <Section title={words.title}>
      <div class="choices">
        {presets.map((preset) => (
          <label key={preset} class="choice">
            <input type="radio" name={name} checked={time.preset === preset} onChange={() => choose(preset)} />
            <span>{words.presets[preset]}</span>
          </label>
        ))}
      </div>
      {time.preset === 'custom' && <CustomRange time={time} onChange={(changed) => change({ time: changed })} />}
      {time.preset === 'unchanged' && source && (
        <p class="range-words">
          {source.relative_range && `${words.presets[source.relative_range]}: `}
          {rangeInWords(source.filters, times)}
        </p>
      )}
      {time.preset === 'all' && <p class="range-words">{words.allTime}</p>}
      {!isOpen && time.halfTyped.length === 0 && <RangeInFull time={time} />}
      {time.preset !== 'custom' && <FieldFault path="filters.created_at" />}
      {['time_of_generation_min', 'time_of_generation_max'].map((filter) => (
        <FieldFault key={filter} path={`filters.${filter}`} />
      ))}
    </Section>
  );
}

interface CustomRangeProps {
  time: TimeChoice;
  onChange: (time: TimeChoice) => void;
}

function CustomRange(props: CustomRangeProps) {
  return (
    <>
      <div class="field-pair">
        <Bound {...props} end="from" label={words.from} />
        <Bound {...props} end="until" label={words.to} hint={words.toHint} />
      </div>
      <FieldFault path="filters.created_at" />
    </>
  );
}

interface BoundProps extends CustomRangeProps {
  end: 'from' | 'until';
  label: string;
  hint?: string;
}

/** One end of a custom range. Half a date is none to the browser: it must not be taken for an open end. */
function Bound({ time, onChange, end, label, hint }: BoundProps) {
  const id = useId();
  const { zone, zoneName } = useTimes();
  const own = useFault(`time.${end}`);
  const range = useFault('filters.created_at');
  return (
    <div class="field">
      <label for={id}>
        {label} <span class="muted">({zoneName})</span>
      </label>
      <input
        id={id}
        type="datetime-local"
        step="1"
        value={toInput(time[end], zone)}
        aria-label={label}
        aria-describedby={`${own.id} ${range.id}${hint ? ` ${id}-hint` : ''}`}
        {...own.control}
        aria-invalid={own.control['aria-invalid'] ?? range.control['aria-invalid']}
        onInput={({ currentTarget: { value, validity } }) => {
          const others = time.halfTyped.filter((other) => other !== end);
          onChange({
            ...time,
            [end]: fromInput(value, zone),
            halfTyped: validity.badInput ? [...others, end] : others,
          });
        }}
      />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      <FieldFault path={`time.${end}`} />
    </div>
  );
}

/** The range in the page's zone, and in UTC, which the API and the logs are in. */
function RangeInFull({ time: { from, until } }: { time: TimeChoice }) {
  const times = useTimes();
  const inWords = (format: (time: Date) => string) =>
    `${from === '' ? words.start : format(new Date(from))} – ${until === '' ? words.end : format(new Date(until))}`;
  return (
    <dl class="range-words">
      {times.zoneName !== 'UTC' && (
        <div>
          <dt>{times.zoneName}</dt>
          <dd>{inWords(times.exact)}</dd>
        </div>
      )}
      <div>
        <dt>UTC</dt>
        <dd>{inWords((time) => formatUtc(time).replace(' UTC', ''))}</dd>
      </div>
    </dl>
  );
}
