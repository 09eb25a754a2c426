/** What the page remembers of a visitor's choices. A browser that stores nothing for this page just forgets them. */
export const stored = {
  read(name: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(`logs-export.${name}`) ?? 'null');
    } catch {
      return null;
    }
  },
  keep(name: string, value: unknown): void {
    try {
      localStorage.setItem(`logs-export.${name}`, JSON.stringify(value));
    } catch {
      // Nothing to do: it is a convenience.
    }
  },
};
