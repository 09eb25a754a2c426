import { useState } from 'preact/hooks';
import { ApiError } from '../api-error';
import { Button } from '../components/button';
import { ContentsSection } from '../components/contents-section';
import { DetailsSection } from '../components/details-section';
import { ExportButtons } from '../components/export-buttons';
import { ExportState } from '../components/export-state';
import { HistorySection } from '../components/history-section';
import { Icon } from '../components/icon';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { ReceiptSection } from '../components/receipt-section';
import { RowsSection } from '../components/rows-section';
import { StatusChip } from '../components/status-chip';
import { ViewTitle } from '../components/view-title';
import { titleOf } from '../format/export-names';
import { useAccess } from '../hooks/use-access';
import { useExport } from '../hooks/use-exports';
import { goTo } from '../hooks/use-route';
import { useStatusNews } from '../hooks/use-status-news';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { hrefOf, type ListRoute } from '../route';
import { SnippetsSection } from '../snippets/snippets-section';
import { texts } from '../texts';

interface Props {
  id: string;
  /** Where the way back leads. */
  list: ListRoute;
}

const words = texts.detail;

export function ExportDetail({ id, list }: Props) {
  const access = useAccess();
  const { data: exported, error, refetch } = useExport(id);
  const [dialog, setDialog] = useState<Opening | null>(null);
  const isGone = error instanceof ApiError && error.status === 404;
  useStatusNews(exported && [exported]);
  return (
    <>
      <p class="breadcrumb">
        <a href={hrefOf(list)}>
          <Icon name="back" />
          {words.back}
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
              <StatusChip exported={exported} />
            </div>
            <ExportButtons exported={exported} onRequest={setDialog} onDeleted={() => goTo(list)} kind="primary" />
          </div>
          <ExportState exported={exported} />
          <div class="record">
            <ContentsSection exported={exported} />
            <ReceiptSection exported={exported} access={access} />
          </div>
          <RowsSection exported={exported} />
          <SnippetsSection exported={exported} />
          <div class="record">
            <HistorySection exported={exported} access={access} />
            <DetailsSection exported={exported} access={access} />
          </div>
          {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
        </>
      )}
    </>
  );
}

function Gone({ list }: Pick<Props, 'list'>) {
  return (
    <section class="empty">
      <ViewTitle tab={words.goneTitle}>{words.goneTitle}</ViewTitle>
      <p class="muted">{words.goneLead}</p>
      <Button onClick={() => goTo(list)}>{words.goneBack}</Button>
    </section>
  );
}
