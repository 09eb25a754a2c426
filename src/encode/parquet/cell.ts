import { type Source } from '../bson';
import { type Column, isValueKind } from '../column';
import { isNull } from '../metadata';
import type { Found } from '../paths';
import { metadataSlots, type SlotOf, valueSlot } from '../scan';
import { Leaf } from './leaf';
import { metadataReaders } from './metadata-cells';
import { leavesOf } from './schema';
import { valueReaders } from './values';

/** A column while its rows are collected. */
export interface Cell {
  leaves: Leaf[];
  /** Adds what a log holds for the column. Returns false where that does not fit the column, and is null there. */
  add: (source: Source, found: Found) => boolean;
}

/** The definition level of a column that is null. */
const NO_VALUE = 0;

export function compileCell(column: Column, slotOf: SlotOf): Cell {
  const { kind } = column;
  const leaves = leavesOf(column).map((spec) => new Leaf(spec));
  if (!isValueKind(kind)) {
    const read = metadataReaders[kind];
    const slots = metadataSlots(column, slotOf);
    const add: Cell['add'] = (source, found) => {
      if (!read(leaves, source, found, slots)) for (const leaf of leaves) leaf.addNull(NO_VALUE);
      return true;
    };
    return { leaves, add };
  }
  const [leaf] = leaves as [Leaf];
  const read = valueReaders[kind];
  const slotIn = valueSlot(column, slotOf);
  const add: Cell['add'] = (source, found) => {
    const slot = slotIn(found);
    const type = found.types[slot]!;
    const start = leaf.plain.length;
    const got = type === 0 || isNull(type) ? 'null' : read(leaf.plain, source, type, found.offsets[slot]!);
    if (got === 'value') leaf.add(start);
    else leaf.addNull(NO_VALUE);
    return got !== 'unfit';
  };
  return { leaves, add };
}
