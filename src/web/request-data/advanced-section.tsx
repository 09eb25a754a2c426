import { useState } from 'preact/hooks';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import type { Access } from '../types';
import { useAnyFault } from './faults';
import { FileFormat } from './file-format';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

interface Props extends SectionProps {
  access: Access | null;
  isEditing: boolean;
  /** A schedule is changed, which keeps its workspace; its format can be changed. */
  isSchedule: boolean;
  /** How many logs an export may hold, where that is known. */
  limit: number | undefined;
}

const words = texts.advanced;
const paths = ['filters.page_size', 'filters.offset', 'workspace_id'];

/** What most requests leave as it is: the file's format, which part of the logs, and whose. */
export function AdvancedSection({ form, change, access, isEditing, isSchedule, limit }: Props) {
  const isOfOneWorkspace = access !== null && access.workspace_id !== null;
  const [isOpen, setOpen] = useState(form.limit !== '' || form.offset !== '' || form.page > 0);
  const isAtFault = useAnyFault(paths);
  // Windows are exported whole.
  const hasLimits = form.repeat.every === null;
  const hasWorkspace = !isOfOneWorkspace && !isSchedule;
  const fold = !hasLimits ? words.foldWorkspace : hasWorkspace ? words.foldWithWorkspace : words.fold;
  return (
    <Section title={words.title}>
      <FileFormat form={form} change={change} isEditing={isEditing && !isSchedule} />
      {(hasLimits || hasWorkspace) && (
        <details class="fold" open={isOpen || isAtFault} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>{fold}</summary>
          <div class="field-grid">
            {hasLimits && (
              <>
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
              </>
            )}
            {hasWorkspace && (
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
      )}
    </Section>
  );
}
