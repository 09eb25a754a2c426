import { useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import type { Access } from '../types';
import { useAnyFault } from './faults';
import { formats } from './formats';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

interface Props extends SectionProps {
  access: Access | null;
  isEditing: boolean;
  /** How many logs an export may hold, where that is known. */
  limit: number | undefined;
}

const words = texts.advanced;
const paths = ['filters.page_size', 'filters.offset', 'workspace_id', 'format'];

/** What most requests leave as it is: the file's format, which part of the logs, and whose. */
export function AdvancedSection({ form, change, access, isEditing, limit }: Props) {
  const name = useId();
  const isOfOneWorkspace = access !== null && access.workspace_id !== null;
  const [isOpen, setOpen] = useState(form.limit !== '' || form.offset !== '' || form.page > 0);
  const isAtFault = useAnyFault(paths);
  return (
    <Section title={words.title}>
      <div class="field">
        <span class="label" id={name}>
          {words.format}
        </span>
        <div class="choices" role="radiogroup" aria-labelledby={name}>
          {formats.map(({ value, label, extension }) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name={name}
                checked={form.format === value}
                disabled={isEditing}
                onChange={() => change({ format: value })}
              />
              <span>
                {label} <code>{extension}</code>
              </span>
            </label>
          ))}
        </div>
        {isEditing && <p class="hint">{words.formatFixed}</p>}
      </div>
      <details class="fold" open={isOpen || isAtFault} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{isOfOneWorkspace ? words.fold : words.foldWithWorkspace}</summary>
        <div class="field-grid">
          <TextField
            path="filters.page_size"
            label={words.limit}
            value={form.limit}
            placeholder={limit === undefined ? '' : formatCount(limit)}
            inputMode="numeric"
            hint={words.limitHint}
            onInput={(value) => change({ limit: value })}
          />
          <TextField
            path="filters.offset"
            label={words.offset}
            value={form.offset}
            placeholder={form.page > 0 ? '' : '0'}
            inputMode="numeric"
            hint={form.page > 0 ? words.pageHint(formatCount(form.page)) : words.offsetHint}
            onInput={(value) => change({ offset: value })}
          />
          {!isOfOneWorkspace && (
            <TextField
              path="workspace_id"
              label={words.workspace}
              value={form.workspaceId}
              placeholder={words.workspaceAll}
              suggestions={access?.workspaces ?? []}
              onInput={(workspaceId) => change({ workspaceId })}
            />
          )}
        </div>
      </details>
    </Section>
  );
}
