import { useEffect, useRef, useState } from 'preact/hooks';
import { BulkBar } from '../components/bulk-bar';
import { Button } from '../components/button';
import { EmptyList } from '../components/empty-list';
import { ExportTable } from '../components/export-table';
import { ListFilters } from '../components/list-filters';
import { LoadingRows } from '../components/loading-rows';
import { OfSchedule } from '../components/of-schedule';
import { PageFault } from '../components/page-fault';
import { Pager } from '../components/pager';
import { ViewTitle } from '../components/view-title';
import { countOf } from '../format/numbers';
import { useAccess } from '../hooks/use-access';
import { useExportPage } from '../hooks/use-exports';
import { useKeptPlace } from '../hooks/use-kept-place';
import { useStatusNews } from '../hooks/use-status-news';
import { useTimes } from '../hooks/use-times';
import { listParams, PAGE_SIZE } from '../list-params';
import type { Opening } from '../request-data/opening';
import { RequestDialog } from '../request-data/request-dialog';
import { hrefOf, isFiltered, type ListRoute } from '../route';
import { texts } from '../texts';

const words = texts.list;

export function ExportsList({ route }: { route: ListRoute }) {
  const times = useTimes();
  const access = useAccess();
  const { data, error, isPlaceholderData, refetch } = useExportPage(listParams(route, times));
  const [dialog, setDialog] = useState<Opening | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  useStatusNews(data?.data);
  useKeptPlace(data !== undefined);

  const shown = useRef(route.page);
  useEffect(() => {
    if (shown.current !== route.page) scrollTo(0, 0);
    shown.current = route.page;
  }, [route.page]);

  const select = (ids: readonly string[], isSelected: boolean) => {
    const next = new Set(selected);
    for (const id of ids) next[isSelected ? 'add' : 'delete'](id);
    setSelected(next);
  };
  const chosen = (data?.data ?? []).filter(({ id }) => selected.has(id));
  const requestData = () => setDialog({ source: null, isEditing: false });
  const counted = data && countOf(data.total, 'export');
  const count = counted && data.total_is_minimum ? texts.moreThan(counted) : counted;
  return (
    <>
      <div class="view-head">
        <div class="view-head-title">
          <ViewTitle tab={words.title}>{words.title}</ViewTitle>
          {count !== undefined && <p class="muted">{isFiltered(route) ? words.matching(count) : count}</p>}
        </div>
        <Button kind="primary" icon="plus" onClick={requestData}>
          {texts.request.title}
        </Button>
      </div>
      {route.scheduleId !== undefined && <OfSchedule id={route.scheduleId} />}
      <ListFilters route={route} access={access} />
      {chosen.length > 0 && <BulkBar selected={chosen} onClear={() => setSelected(new Set())} />}
      {!data && error && <PageFault error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows />}
      {data && data.data.length === 0 && (
        <EmptyList isFiltered={isFiltered(route)} isPastEnd={data.total > 0} onRequest={requestData} />
      )}
      {data && data.data.length > 0 && (
        <div aria-busy={isPlaceholderData}>
          <ExportTable
            exports={data.data}
            access={access}
            selected={selected}
            onSelect={select}
            onRequest={setDialog}
          />
          <Pager
            page={route.page}
            pageSize={PAGE_SIZE}
            total={data.total}
            isMinimum={data.total_is_minimum}
            hrefOf={(to) => hrefOf({ ...route, page: to })}
          />
        </div>
      )}
      {dialog && <RequestDialog {...dialog} onClose={() => setDialog(null)} />}
    </>
  );
}
