import { labelOf } from '../../model/formats';
import { availableUntil, isExpired, titleOf } from '../format/export-names';
import { rangeInWords } from '../format/range-in-words';
import { filtersInShort } from '../format/filters-in-words';
import { formatBytes, formatCount, isUncounted } from '../format/numbers';
import { makerOf } from '../hooks/use-access';
import { useTimes } from '../hooks/use-times';
import type { Opening } from '../request-data/opening';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Access, Export } from '../types';
import { ExportButtons } from './export-buttons';
import { Progress } from './progress';
import { StatusChip } from './status-chip';
import { TruncatedMark } from './truncated-mark';

interface Props {
  exported: Export;
  access: Access | null;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  onRequest: (opening: Opening) => void;
}

export function ExportRow({ exported, access, isSelected, onSelect, onRequest }: Props) {
  const times = useTimes();
  const { id, status, filters, workspace_id, progress, file, error, truncated, created_at } = exported;
  const title = titleOf(exported);
  const until = availableUntil(exported, access);
  const facts = [
    rangeInWords(filters, times),
    filtersInShort(filters),
    labelOf(exported),
    access?.workspace_id === null ? (workspace_id ?? texts.allWorkspaces) : '',
  ];
  return (
    <tr role="row" class={isSelected ? 'is-selected' : ''}>
      <td role="cell" class="cell-select">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={texts.list.select(title)}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </td>
      <th role="rowheader" scope="row" class="cell-export">
        <a class="export-title" id={`export-${id}`} href={hrefOf({ view: 'export', id })}>
          {title}
        </a>
        <span class="export-facts">{facts.filter(Boolean).join(' · ')}</span>
      </th>
      <td role="cell" class="cell-status">
        <StatusChip exported={exported} />
        {status === 'in_progress' && <Progress exported={exported} />}
        {until && <p class="row-note">{texts.list.availableUntil(times.day(until))}</p>}
        {truncated && !isExpired(exported) && <TruncatedMark exported={exported} />}
        {error && (
          <p class="row-error" title={error}>
            {error}
          </p>
        )}
      </td>
      <td role="cell" class="number cell-logs">
        <span>
          {isUncounted(exported) ? '–' : formatCount(progress.total)}
          <span class="only-narrow"> {texts.list.logs}</span>
        </span>
        {file && <span class="muted"> {formatBytes(file.bytes)}</span>}
      </td>
      <td role="cell" class="cell-created">
        <time dateTime={created_at}>{times.short(new Date(created_at))}</time>
        <span class="muted created-by">{texts.list.by(makerOf(access, exported))}</span>
      </td>
      <td role="cell" class="cell-actions">
        <ExportButtons exported={exported} onRequest={onRequest} />
      </td>
    </tr>
  );
}
