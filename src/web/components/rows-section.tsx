import { useQuery } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { messageOf } from '../api-error';
import { useApi } from '../hooks/use-api';
import { SampleRows } from '../request-data/sample-rows';
import { requestOf } from '../snippets/exported-request';
import { texts } from '../texts';
import type { CreateBody, Export } from '../types';
import { Button } from './button';
import { LoadingRows } from './loading-rows';

const words = texts.detail;

/** The first rows, asked for when the visitor wants them: of the logs that match, as they are now. */
export function RowsSection({ exported }: { exported: Export }) {
  const api = useApi();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['rows', exported.id],
    queryFn: ({ signal }) => api.preview(requestOf(exported) as CreateBody, signal),
    enabled: isOpen,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <section class="card" aria-labelledby="rows-title">
      <h2 id="rows-title">{words.rows}</h2>
      {!isOpen && <Button onClick={() => setOpen(true)}>{words.showRows}</Button>}
      {isOpen && !data && !error && <LoadingRows />}
      {error && <p class="row-error">{messageOf(error)}</p>}
      {data &&
        (data.sample.length > 0 ? <SampleRows preview={data} columns={exported.requested_data} /> : words.noRows)}
    </section>
  );
}
