import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { rangeFilters, textFilters, type TextFilterName } from '../filter-names';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import type { CreateBody } from '../types';
import { useAnyFault } from './faults';
import { MetadataPairs } from './metadata-pairs';
import { completions, listed, nearest } from './nearest';
import { RangeField } from './range-field';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';
import { useSuggestions } from './use-suggestions';

interface Props extends SectionProps {
  body: CreateBody;
  /** Nothing matches: then what is near to what was entered is told. */
  isEmpty: boolean;
}

const words = texts.filters;
const SUCCESS = '200';
const paths = [
  ...textFilters.map(({ name }) => `filters.${name}`),
  ...rangeFilters.flatMap(({ min, max }) => [`filters.${min}`, `filters.${max}`]),
  'filters.metadata',
];

/** How many filters are set, besides the time range and the limits. */
const countSet = ({ texts: entered, ranges, metadata }: SectionProps['form']) =>
  [...Object.values(entered), ...Object.values(ranges)].filter((value) => value.trim() !== '').length +
  metadata.filter(({ key }) => key.trim() !== '').length;

export function FiltersSection({ form, change, body, isEmpty }: Props) {
  const set = countSet(form);
  // The visitor's to fold: emptying the only filter must not put away the field that is being typed in.
  const [isOpen, setOpen] = useState(set > 0);
  const suggestions = useSuggestions(body, isOpen);
  const isAtFault = useAnyFault(paths);
  const setText = (name: TextFilterName, value: string) => change({ texts: { ...form.texts, [name]: value } });
  const known = (name: TextFilterName): readonly string[] => {
    const values: Readonly<Partial<Record<TextFilterName, string[]>>> = suggestions?.values ?? {};
    return values[name] ?? [];
  };
  const near = (name: TextFilterName) =>
    isEmpty && suggestions
      ? listed(form.texts[name]).flatMap((value) => {
          const meant = nearest(value, known(name));
          return meant === null ? [] : [{ value, meant }];
        })
      : [];
  return (
    <Section title={words.title}>
      <label class="check">
        <input
          type="checkbox"
          checked={form.texts.status_code.trim() === SUCCESS}
          onChange={({ currentTarget }) => setText('status_code', currentTarget.checked ? SUCCESS : '')}
        />
        <span>{words.successOnly}</span>
      </label>
      <details class="fold" open={isOpen || isAtFault} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{set === 0 ? words.add : words.set(formatCount(set))}</summary>
        <p class="hint">{words.hint}</p>
        <div class="field-grid">
          {textFilters.map(({ name, label, example }) => (
            <div key={name}>
              <TextField
                path={`filters.${name}`}
                label={label}
                value={form.texts[name]}
                placeholder={example}
                suggestions={completions(form.texts[name], known(name))}
                onInput={(value) => setText(name, value)}
              />
              {near(name).map(({ value, meant }) => (
                <p key={value} class="near" role="status">
                  {words.noneLike(value)}{' '}
                  <Button
                    kind="quiet"
                    onClick={() =>
                      setText(
                        name,
                        listed(form.texts[name])
                          .map((entered) => (entered === value ? meant : entered))
                          .join(', '),
                      )
                    }
                  >
                    {words.near(meant)}
                  </Button>
                </p>
              ))}
            </div>
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
        <MetadataPairs
          pairs={form.metadata}
          known={suggestions?.metadata ?? {}}
          onChange={(metadata) => change({ metadata })}
        />
      </details>
    </Section>
  );
}
