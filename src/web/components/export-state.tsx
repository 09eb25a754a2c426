import { isExpired } from '../format/export-names';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Export } from '../types';
import { Callout } from './callout';
import { ExportRest } from './export-rest';
import { NotifyChoice } from './notify-choice';
import { Progress } from './progress';
import { WebhookHint } from './webhook-hint';

const words = texts.detail;

/** What there is to know first about an export: how far it is, why it failed, what it leaves out. */
export function ExportState({ exported }: { exported: Export }) {
  const { status, error, error_code } = exported;
  return (
    <div class="export-state">
      {status === 'in_progress' && (
        <div class="card">
          <Progress exported={exported} />
          <NotifyChoice />
          <WebhookHint />
        </div>
      )}
      {status === 'draft' && (
        <Callout kind="info" title={words.draftTitle}>
          <p>{words.draft}</p>
        </Callout>
      )}
      {isExpired(exported) && !exported.superseded_by && (
        <Callout kind="info" title={words.expiredTitle}>
          <p>{words.expired}</p>
        </Callout>
      )}
      {error && (
        <Callout kind="problem" title={words.failedTitle}>
          <p>{error}</p>
          {error_code && (
            <p class="muted">
              {words.errorCode} <code>{error_code}</code>
            </p>
          )}
        </Callout>
      )}
      {exported.superseded_by && (
        <Callout kind="info" title={texts.schedules.superseded}>
          <a href={hrefOf({ view: 'export', id: exported.superseded_by })}>{texts.schedules.openRevision}</a>
        </Callout>
      )}
      {exported.truncated && <ExportRest exported={exported} />}
    </div>
  );
}
