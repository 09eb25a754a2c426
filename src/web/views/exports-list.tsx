import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { EmptyList } from '../components/empty-list';
import { ExportTable } from '../components/export-table';
import { ListFilters } from '../components/list-filters';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { Pager } from '../components/pager';
import { ViewTitle } from '../components/view-title';
import { countOf } from '../format/numbers';
import { useExportPage } from '../hooks/use-exports';
import { useSeenWorkspaces } from '../hooks/use-seen-workspaces';
import { useStatusNews } from '../hooks/use-status-news';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { hrefOf, type ListRoute } from '../route';

const PAGE_SIZE = 25;

export function ExportsList({ route }: { route: ListRoute }) {
  const { status, workspaceId, page } = route;
  const { data, error, isPlaceholderData, refetch } = useExportPage({ status, workspaceId, page, pageSize: PAGE_SIZE });
  const [dialog, setDialog] = useState<Opening | null>(null);
  useStatusNews(data?.data);
  const workspaces = useSeenWorkspaces(data?.data);
  const hasSeveral = workspaces.size > 1 || workspaceId !== undefined;

  const isFiltered = status !== undefined || workspaceId !== undefined;
  const requestData = () => setDialog({ source: null, isEditing: false });
  return (
    <>
      <div class="view-head">
        <div>
          <ViewTitle tab="Exports">Exports</ViewTitle>
          <p class="muted view-lead">
            {data ? `${countOf(data.total, 'export')}${isFiltered ? ' that match' : ''}, newest first` : 'Loading …'}
          </p>
        </div>
        <Button kind="primary" icon="plus" onClick={requestData}>
          Request Data
        </Button>
      </div>
      <ListFilters route={route} workspaces={workspaces} hasSeveral={hasSeveral} />
      {!data && error && <PageFault error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows />}
      {data && data.data.length === 0 && (
        <EmptyList isFiltered={isFiltered} isPastEnd={data.total > 0} onRequest={requestData} />
      )}
      {data && data.data.length > 0 && (
        <div aria-busy={isPlaceholderData}>
          <ExportTable exports={data.data} withWorkspace={hasSeveral} onRequest={setDialog} />
          <Pager page={page} pageSize={PAGE_SIZE} total={data.total} hrefOf={(to) => hrefOf({ ...route, page: to })} />
        </div>
      )}
      {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
