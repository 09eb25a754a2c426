import { useId } from 'preact/hooks';
import { rangeInWords } from '../format/export-names';
import { timeZone } from '../format/locale';
import { formatExact, formatUtc } from '../format/times';
import type { Export } from '../types';
import { useFault } from './faults';
import { FieldFault } from './field-fault';
import { fromLocalInput, toLocalInput } from './local-time';
import { Section, type SectionProps } from './section';
import { asItWas, presetNames, resolvePreset, type TimeChoice, type TimePreset } from './time-presets';

const forNew: readonly TimePreset[] = [
  'last_hour',
  'last_24_hours',
  'last_7_days',
  'last_30_days',
  'this_month',
  'all',
  'custom',
];

export function TimeSection({ form, change, source }: SectionProps & { source: Export | null }) {
  const name = useId();
  const { time } = form;
  const choose = (preset: TimePreset) =>
    change({
      time: preset === 'unchanged' && source ? asItWas(source.filters) : resolvePreset(preset, new Date(), time),
    });
  const isOpen = time.from === '' && time.until === '';
  const presets = source ? (['unchanged', ...forNew] as const) : forNew;
  return (
    <Section title="Time range">
      <div class="choices">
        {presets.map((preset) => (
          <label key={preset} class="choice">
            <input type="radio" name={name} checked={time.preset === preset} onChange={() => choose(preset)} />
            <span>{presetNames[preset]}</span>
          </label>
        ))}
      </div>
      {time.preset === 'custom' && <OwnRange time={time} onChange={(changed) => change({ time: changed })} />}
      {time.preset === 'unchanged' && source && <p class="range-words">{rangeInWords(source.filters)}</p>}
      {time.preset !== 'unchanged' && isOpen && (
        <p class="range-words">All time: every log there is, up to the start of the export.</p>
      )}
      {!isOpen && <RangeInFull time={time} />}
      {['created_at', 'time_of_generation_min', 'time_of_generation_max'].map((filter) => (
        <FieldFault key={filter} path={`filters.${filter}`} />
      ))}
    </Section>
  );
}

function OwnRange({ time, onChange }: { time: TimeChoice; onChange: (time: TimeChoice) => void }) {
  const id = useId();
  const { control, id: faultId } = useFault('filters.created_at');
  const bound = (end: 'from' | 'until', label: string) => (
    <div class="field">
      <label for={`${id}-${end}`}>{label}</label>
      <input
        id={`${id}-${end}`}
        type="datetime-local"
        step="1"
        value={toLocalInput(time[end])}
        aria-describedby={faultId}
        {...control}
        onInput={({ currentTarget }) => onChange({ ...time, [end]: fromLocalInput(currentTarget.value) })}
      />
    </div>
  );
  return (
    <div class="field-pair">
      {bound('from', 'From')}
      {bound('until', 'Until (not included)')}
    </div>
  );
}

/** The range in the visitor's zone, and in UTC, which the API and the logs are in. */
function RangeInFull({ time: { from, until } }: { time: TimeChoice }) {
  const words = (format: (time: Date) => string) =>
    `${from === '' ? 'the beginning' : format(new Date(from))} – ${until === '' ? 'the start of the export' : format(new Date(until))}`;
  return (
    <dl class="range-words">
      {timeZone !== 'UTC' && (
        <div>
          <dt>{timeZone}</dt>
          <dd>{words(formatExact)}</dd>
        </div>
      )}
      <div>
        <dt>UTC</dt>
        <dd>{words((time) => formatUtc(time).replace(' UTC', ''))}</dd>
      </div>
    </dl>
  );
}
