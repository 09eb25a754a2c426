import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { formatCount } from '../format/numbers';
import { FieldFault } from './field-fault';
import {
  allChoices,
  choiceGroups,
  isChosen,
  respelled,
  type Spelling,
  spellingOf,
  withAdded,
  without,
} from './field-choices';
import { FieldGroupChoices } from './field-group-choices';
import { Section, type SectionProps } from './section';

export function FieldsSection({ form, change }: SectionProps) {
  const [spelling, setSpelling] = useState<Spelling>(() => spellingOf(form.fields));
  const { fields } = form;
  const chosen = allChoices.filter((choice) => isChosen(choice, fields)).length;
  return (
    <Section title="Requested fields">
      <div class="fields-head">
        <span class="muted">
          {formatCount(chosen)} of {formatCount(allChoices.length)}; each line has them in the order chosen
        </span>
        <span class="fields-actions">
          <Button kind="quiet" onClick={() => change({ fields: withAdded(allChoices, fields, spelling) })}>
            Select all
          </Button>
          <Button kind="quiet" onClick={() => change({ fields: [] })}>
            Select none
          </Button>
        </span>
      </div>
      <FieldFault path="requested_data" />
      {choiceGroups.map(([group, choices]) => (
        <FieldGroupChoices
          key={group}
          group={group}
          choices={choices}
          spelling={spelling}
          names={fields}
          onAdd={(added) => change({ fields: withAdded(added, fields, spelling) })}
          onRemove={(removed) => change({ fields: without(removed, fields) })}
        />
      ))}
      <label class="spelling">
        Names in the file
        <select
          value={spelling}
          onChange={({ currentTarget }) => {
            const next = currentTarget.value as Spelling;
            setSpelling(next);
            change({ fields: respelled(fields, next) });
          }}
        >
          <option value="current">Current: request_tokens, ai_provider …</option>
          <option value="earlier">Earlier: req_units, ai_org …</option>
        </select>
      </label>
    </Section>
  );
}
