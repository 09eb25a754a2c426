import { formatCount } from '../format/numbers';
import { isExpired } from '../is-expired';
import type { Export } from '../types';
import { Callout } from './callout';
import { Progress } from './progress';

/** What there is to know first about an export: how far it is, why it failed, what it leaves out. */
export function ExportState({ exported }: { exported: Export }) {
  const { status, error, error_code } = exported;
  return (
    <div class="export-state">
      {status === 'in_progress' && (
        <div class="card">
          <Progress exported={exported} />
        </div>
      )}
      {status === 'draft' && (
        <Callout kind="info" title="Not started yet">
          <p>Start it when the preview looks right; until then you can edit it.</p>
        </Callout>
      )}
      {isExpired(exported) && (
        <Callout kind="info" title="The file is no longer kept">
          <p>Files are deleted some time after their export. Request the same export again to have it anew.</p>
        </Callout>
      )}
      {error && (
        <Callout kind="problem" title="The export failed">
          <p>{error}</p>
          {error_code && (
            <p class="muted">
              Code: <code>{error_code}</code>
            </p>
          )}
        </Callout>
      )}
      {exported.truncated && <Truncated exported={exported} />}
    </div>
  );
}

function Truncated({ exported }: { exported: Export }) {
  const { progress, total_records } = exported;
  const next = nextOffset(exported);
  return (
    <Callout kind="warning" title="Not all matching logs are in this export">
      <p>
        {formatCount(total_records)} logs match; the file holds {formatCount(progress.total)} of them
        {next > progress.total && `, after the oldest ${formatCount(next - progress.total)}`}.
        {next < total_records &&
          ` For the rest, request another export with an offset of ${formatCount(next)}, or a narrower time range.`}
      </p>
    </Callout>
  );
}

/** Where an export goes on that holds what this one left out. */
function nextOffset({ filters, progress }: Export): number {
  const { offset, current_page = 0, page_size } = filters as Record<string, number | undefined>;
  return (offset ?? current_page * (page_size ?? progress.total)) + progress.total;
}
