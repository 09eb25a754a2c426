import { useId } from '../hooks/use-id';
import type { RangeFilterName } from '../filter-names';
import { texts } from '../texts';
import { FieldFault } from './field-fault';
import { useFault } from './faults';

const words = texts.filters;

interface Props {
  min: RangeFilterName;
  max: RangeFilterName;
  label: string;
  unit: string;
  values: Record<RangeFilterName, string>;
  onInput: (name: RangeFilterName, value: string) => void;
}

/** A lowest and a highest value, either of which may stay open. */
export function RangeField({ min, max, label, unit, values, onInput }: Props) {
  const id = useId();
  return (
    <div class="field" role="group" aria-labelledby={id}>
      <span id={id} class="label">
        {label}
        {unit && <span class="muted"> ({unit})</span>}
      </span>
      <div class="range-inputs">
        <Bound name={min} word={words.from} label={label} value={values[min]} onInput={onInput} />
        <span aria-hidden="true">–</span>
        <Bound name={max} word={words.upTo} label={label} value={values[max]} onInput={onInput} />
      </div>
      <FieldFault path={`filters.${min}`} />
      <FieldFault path={`filters.${max}`} />
    </div>
  );
}

interface BoundProps {
  name: RangeFilterName;
  word: string;
  label: string;
  value: string;
  onInput: Props['onInput'];
}

function Bound({ name, word, label, value, onInput }: BoundProps) {
  const { control, id } = useFault(`filters.${name}`);
  return (
    <input
      type="text"
      inputMode="decimal"
      autocomplete="off"
      value={value}
      placeholder={word}
      aria-label={`${label}: ${word.toLowerCase()}`}
      aria-describedby={id}
      {...control}
      onInput={({ currentTarget }) => onInput(name, currentTarget.value)}
    />
  );
}
