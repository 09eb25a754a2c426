import { useId } from 'preact/hooks';
import { formats } from './formats';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

/** What is not about the logs: the export's name, its file's format and its workspace. */
export function AboutSection({ form, change, isEditing }: SectionProps & { isEditing: boolean }) {
  const name = useId();
  return (
    <Section title="About this export">
      <TextField
        path="description"
        label="Description"
        value={form.description}
        placeholder="What it is for, such as “March invoices”"
        maxLength={1000}
        onInput={(description) => change({ description })}
      />
      <div class="field">
        <span class="label" id={name}>
          Format
        </span>
        <div class="choices" role="radiogroup" aria-labelledby={name}>
          {formats.map(({ value, label, hint }) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name={name}
                checked={form.format === value}
                disabled={isEditing}
                onChange={() => change({ format: value })}
              />
              <span>
                {label} <code>{hint}</code>
              </span>
            </label>
          ))}
        </div>
        {isEditing && <p class="hint">The format stays what it is; for another one, request a new export.</p>}
      </div>
      <TextField
        path="workspace_id"
        label="Workspace"
        value={form.workspaceId}
        placeholder="All that your key sees"
        hint="Only for a key of the whole organisation: the one workspace whose logs to export."
        onInput={(workspaceId) => change({ workspaceId })}
      />
    </Section>
  );
}
