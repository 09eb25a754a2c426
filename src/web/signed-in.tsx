import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { ApiError } from './api-error';
import { createApiClient } from './api-client';
import { ConnectionBanner } from './components/connection-banner';
import { Notices } from './components/notices';
import { TopBar } from './components/top-bar';
import { ApiContext } from './hooks/use-api';
import { useLastList, useRoute } from './hooks/use-route';
import { ClockProvider } from './hooks/use-times';
import { texts } from './texts';
import { ExportDetail } from './views/export-detail';
import { ExportsList } from './views/exports-list';
import { Schedule } from './views/schedule';
import { Schedules } from './views/schedules';
import { Webhooks } from './views/webhooks';

interface Props {
  apiKey: string;
  onSignOut: () => void;
  /** The API does not take the key any more. */
  onRefused: (why: string) => void;
}

/** What a key sees is kept apart from what another one sees: each has a client and a cache of its own. */
function createQueries(onRefused: Props['onRefused']): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) onRefused(texts.signIn.revoked);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The polling asks again, and the banner says that it does.
      queries: { retry: false, staleTime: 1_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function SignedIn({ apiKey, onSignOut, onRefused }: Props) {
  const [api] = useState(() => createApiClient(apiKey));
  const [queries] = useState(() => createQueries(onRefused));
  const route = useRoute();
  const list = useLastList(route);
  return (
    <ApiContext.Provider value={api}>
      <QueryClientProvider client={queries}>
        <ClockProvider>
          <Notices>
            <TopBar view={route.view} onSignOut={onSignOut} />
            <ConnectionBanner />
            <main class="page">
              {route.view === 'list' && <ExportsList route={route} />}
              {route.view === 'export' && <ExportDetail key={route.id} id={route.id} list={list} />}
              {route.view === 'schedules' && <Schedules />}
              {route.view === 'schedule' && <Schedule key={route.id} id={route.id} />}
              {route.view === 'webhooks' && <Webhooks />}
            </main>
          </Notices>
        </ClockProvider>
      </QueryClientProvider>
    </ApiContext.Provider>
  );
}
