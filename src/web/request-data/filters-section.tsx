import { useState } from 'preact/hooks';
import { rangeFilters, textFilters } from '../filter-names';
import { MetadataPairs } from './metadata-pairs';
import { RangeField } from './range-field';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

/** How many filters are set, besides the time range and the limits. */
const countSet = ({ texts, ranges, metadata }: SectionProps['form']) =>
  [...Object.values(texts), ...Object.values(ranges)].filter((value) => value.trim() !== '').length +
  metadata.filter(({ key }) => key.trim() !== '').length;

export function FiltersSection({ form, change }: SectionProps) {
  const set = countSet(form);
  // The visitor's to fold: emptying the only filter must not put away the field that is being typed in.
  const [isOpen, setOpen] = useState(set > 0);
  return (
    <Section
      title="Filters"
      hint="A log must pass all that are set. Several values in one field, by commas: any of them."
    >
      <details class="filters" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{set === 0 ? 'None set: add some' : `${set} set`}</summary>
        <div class="field-grid">
          {textFilters.map(({ name, label, example }) => (
            <TextField
              key={name}
              path={`filters.${name}`}
              label={label}
              value={form.texts[name]}
              placeholder={example}
              onInput={(value) => change({ texts: { ...form.texts, [name]: value } })}
            />
          ))}
          {rangeFilters.map((range) => (
            <RangeField
              key={range.min}
              {...range}
              values={form.ranges}
              onInput={(name, value) => change({ ranges: { ...form.ranges, [name]: value } })}
            />
          ))}
        </div>
        <MetadataPairs pairs={form.metadata} onChange={(metadata) => change({ metadata })} />
      </details>
    </Section>
  );
}
