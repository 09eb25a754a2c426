import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import { FieldFault } from './field-fault';
import { useAnyFault } from './faults';
import {
  allChoices,
  choiceGroups,
  isChosen,
  nameIn,
  respelled,
  type Spelling,
  spellingOf,
  withAdded,
  without,
} from './field-choices';
import { FieldGroupChoices } from './field-group-choices';
import { FieldPresets } from './field-presets';
import type { RefusalOf } from './field-refusals';
import { Section, type SectionProps } from './section';

const words = texts.fields;

interface Props extends SectionProps {
  refusalOf: RefusalOf;
}

export function FieldsSection({ form, change, refusalOf }: Props) {
  const [spelling, setSpelling] = useState<Spelling>(() => spellingOf(form.fields));
  const [isOpen, setOpen] = useState(false);
  const isAtFault = useAnyFault(['requested_data']);
  const { fields } = form;
  const chosen = allChoices.filter((choice) => isChosen(choice, fields)).length;
  const allowed = allChoices.filter(({ current }) => refusalOf(current.name) === null);
  return (
    <Section title={words.title}>
      <FieldPresets
        fields={respelled(fields, 'current')}
        refusalOf={refusalOf}
        onChoose={(names) => change({ fields: respelled(names, spelling) })}
      />
      <p class="muted fields-summary">
        {words.chosen(formatCount(chosen), formatCount(allChoices.length))}
        {fields.length > 0 && `: ${fields.join(', ')}`}
      </p>
      <FieldFault path="requested_data" />
      <details class="fold" open={isOpen || isAtFault} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{words.choose}</summary>
        <div class="fields-head">
          <span class="hint">{words.order}</span>
          <span class="fields-actions">
            <Button kind="quiet" onClick={() => change({ fields: withAdded(allowed, fields, spelling) })}>
              {words.selectAll}
            </Button>
            <Button kind="quiet" onClick={() => change({ fields: [] })}>
              {words.clear}
            </Button>
          </span>
        </div>
        {choiceGroups.map(([group, choices]) => (
          <FieldGroupChoices
            key={group}
            group={group}
            choices={choices}
            nameOf={(choice) => nameIn(spelling, choice)}
            names={fields}
            refusalOf={refusalOf}
            onAdd={(added) => change({ fields: withAdded(added, fields, spelling) })}
            onRemove={(removed) => change({ fields: without(removed, fields) })}
          />
        ))}
        <label class="spelling">
          {words.spelling}
          <select
            value={spelling}
            onChange={({ currentTarget }) => {
              const next = currentTarget.value as Spelling;
              setSpelling(next);
              change({ fields: respelled(fields, next) });
            }}
          >
            <option value="current">{words.current}</option>
            <option value="earlier">{words.earlier}</option>
          </select>
        </label>
      </details>
    </Section>
  );
}
