/**
 * The slots of an organisation that its running exports, or its webhooks, hold: a unique index gives each slot to one
 * record only.
 */
import type { Collection, IndexDescription } from 'mongodb';

interface Slotted {
  _id: string;
  organisation_id: string;
  slot: number | null;
}

/** Its condition, which a query repeats to be served by the index. */
const isHeld = { slot: { $gte: 0 } };

export const slotIndex: IndexDescription = {
  key: { organisation_id: 1, slot: 1 },
  unique: true,
  partialFilterExpression: isHeld,
};

/** The slots that an organisation's records hold. */
export async function takenSlots<T extends Slotted>(records: Collection<T>, organisation: string): Promise<number[]> {
  const slotted = records as unknown as Collection<Slotted>;
  const held = slotted.find({ organisation_id: organisation, ...isHeld }, { projection: { _id: 0, slot: 1 } });
  return (await held.toArray()).flatMap(({ slot }) => slot ?? []);
}
