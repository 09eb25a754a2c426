import { useState } from 'preact/hooks';
import { ApiError } from '../api-error';
import { Button } from '../components/button';
import { ExportButtons } from '../components/export-buttons';
import { ExportState } from '../components/export-state';
import { HistorySection } from '../components/history-section';
import { Icon } from '../components/icon';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { RecordSections } from '../components/record-sections';
import { StatusChip } from '../components/status-chip';
import { ViewTitle } from '../components/view-title';
import { titleOf } from '../format/export-names';
import { useExport } from '../hooks/use-exports';
import { goTo } from '../hooks/use-route';
import { useStatusNews } from '../hooks/use-status-news';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { hrefOf, type ListRoute } from '../route';
import { SnippetsSection } from '../snippets/snippets-section';

interface Props {
  id: string;
  /** Where the way back leads. */
  list: ListRoute;
}

export function ExportDetail({ id, list }: Props) {
  const { data: exported, error, refetch } = useExport(id);
  const [dialog, setDialog] = useState<Opening | null>(null);
  const isGone = error instanceof ApiError && error.status === 404;
  useStatusNews(exported && [exported]);
  return (
    <>
      <p class="breadcrumb">
        <a href={hrefOf(list)}>
          <Icon name="back" />
          All exports
        </a>
      </p>
      {isGone && <Gone list={list} />}
      {!exported && error && !isGone && <PageFault error={error} onRetry={() => void refetch()} />}
      {!exported && !error && <LoadingRows />}
      {exported && !isGone && (
        <>
          <div class="view-head">
            <div class="view-head-title">
              <ViewTitle tab={titleOf(exported)}>{titleOf(exported)}</ViewTitle>
              <StatusChip status={exported.status} />
            </div>
            <ExportButtons exported={exported} onRequest={setDialog} onDeleted={() => goTo(list)} />
          </div>
          <ExportState exported={exported} />
          <RecordSections exported={exported} />
          <HistorySection exported={exported} />
          <SnippetsSection exported={exported} />
          {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
        </>
      )}
    </>
  );
}

function Gone({ list }: Pick<Props, 'list'>) {
  return (
    <section class="empty">
      <ViewTitle tab="No such export">There is no such export</ViewTitle>
      <p class="muted">It was deleted, or it belongs to a workspace that your key does not see.</p>
      <Button onClick={() => goTo(list)}>Back to all exports</Button>
    </section>
  );
}
