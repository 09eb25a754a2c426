import { texts } from '../texts';

interface Props<Value extends string> {
  label: string;
  value: Value | undefined;
  options: readonly (readonly [Value, string])[];
  /** What no choice is called. */
  all?: string;
  onChange: (value: Value | undefined) => void;
}

/** A labelled choice of one value, or of none. */
export function ChoiceField<Value extends string>({ label, value, options, all = texts.all, onChange }: Props<Value>) {
  return (
    <label>
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) => onChange(currentTarget.value ? (currentTarget.value as Value) : undefined)}
      >
        <option value="">{all}</option>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
