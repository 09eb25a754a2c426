/** So many tries of one organisation are under way in a process at once. Half of a worker's slots: the rest is the others'. */
const AT_ONCE = 25;

/** The places that tries take, by organisation: receivers that never answer hold up their own organisation alone. */
export function createPlaces(atOnce = AT_ONCE) {
  const taken = new Map<string, number>();
  return {
    /** Takes a place, and answers how to leave it; null where all of them are taken. */
    take(organisationId: string): (() => void) | null {
      const before = taken.get(organisationId) ?? 0;
      if (before >= atOnce) return null;
      taken.set(organisationId, before + 1);
      return () => {
        const left = taken.get(organisationId)! - 1;
        if (left === 0) taken.delete(organisationId);
        else taken.set(organisationId, left);
      };
    },
  };
}
export type Places = ReturnType<typeof createPlaces>;
