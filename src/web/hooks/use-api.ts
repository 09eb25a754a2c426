import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ApiClient } from '../api-client';

export const ApiContext = createContext<ApiClient | null>(null);

/** The API for the key that is signed in. */
export function useApi(): ApiClient {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi is only for what is shown to someone signed in.');
  return api;
}
