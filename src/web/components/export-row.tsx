import { rangeInWords, titleOf } from '../format/export-names';
import { formatBytes, formatCount } from '../format/numbers';
import { isExpired } from '../is-expired';
import { hrefOf } from '../route';
import type { Opening } from '../request-data/opening';
import type { Export } from '../types';
import { CreatedBy } from './created-by';
import { ExportButtons } from './export-buttons';
import { FieldsInShort } from './fields-in-short';
import { Progress } from './progress';
import { StatusChip } from './status-chip';
import { TimeAgo } from './time-ago';
import { TruncatedMark } from './truncated-mark';

interface Props {
  exported: Export;
  withWorkspace: boolean;
  onRequest: (opening: Opening) => void;
}

export function ExportRow({ exported, withWorkspace, onRequest }: Props) {
  const { id, status, filters, requested_data, workspace_id, progress, file, error, truncated } = exported;
  const isRunning = status === 'in_progress';
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="cell-export">
        <a class="export-title" href={hrefOf({ view: 'export', id })}>
          {titleOf(exported)}
        </a>
        <span class="export-facts">
          <span>{rangeInWords(filters)}</span>
          <FieldsInShort names={requested_data} />
          {withWorkspace && <span>{workspace_id ?? 'All workspaces'}</span>}
        </span>
      </th>
      <td role="cell" class="cell-status">
        <StatusChip status={status} />
        {isExpired(exported) && <p class="row-note">File no longer kept</p>}
        {isRunning && <Progress exported={exported} />}
        {truncated && <TruncatedMark exported={exported} />}
        {error && <p class="row-error">{error}</p>}
      </td>
      <td role="cell" class="number cell-logs">
        <span>
          {formatCount(progress.total)}
          <span class="only-narrow"> logs</span>
        </span>
        {file && <span class="muted"> {formatBytes(file.bytes)}</span>}
      </td>
      <td role="cell" class="cell-created">
        <TimeAgo time={exported.created_at} />
        <CreatedBy id={exported.created_by} />
      </td>
      <td role="cell" class="cell-actions">
        <ExportButtons exported={exported} onRequest={onRequest} />
      </td>
    </tr>
  );
}
