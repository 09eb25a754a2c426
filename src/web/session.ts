/** The API key of this tab: kept in session storage only, so that it is gone with the tab. */
const STORED_AS = 'logs-export.api-key';

export const session = {
  read: (): string | null => sessionStorage.getItem(STORED_AS),
  keep: (key: string): void => sessionStorage.setItem(STORED_AS, key),
  forget: (): void => sessionStorage.removeItem(STORED_AS),
};
