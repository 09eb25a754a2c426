import { Output } from '../output';
import { Dictionary } from './dictionary';
import type { LeafSpec } from './schema';
import { Bounds } from './statistics';

/** What readers take for a page's size by default: they decode one at a time. */
const PAGE_BYTES = 1024 * 1024;

/** Where a page ends: how many levels and values are before, and their plain bytes. */
export interface PageEnd {
  levels: number;
  values: number;
  bytes: number;
}

/**
 * The values of one leaf in one row group, while they are collected. A value is first written to `plain`, in Parquet's
 * plain encoding, and then added.
 */
export class Leaf {
  readonly plain: Output;
  readonly definitions = new Output(8 * 1024);
  readonly repetitions = new Output(8 * 1024);
  readonly dictionary: Dictionary;
  readonly bounds: Bounds;
  readonly pageEnds: PageEnd[] = [];
  values = 0;

  constructor(readonly spec: LeafSpec) {
    this.plain = new Output(spec.isBody ? PAGE_BYTES : 8 * 1024);
    this.dictionary = new Dictionary(!spec.isBody);
    this.bounds = new Bounds(spec.physical);
  }

  /** How many bytes it takes so far. */
  get bytes(): number {
    return this.plain.length + this.definitions.length;
  }

  /** How many values there are that are null, or whose list is. */
  get nulls(): number {
    return this.definitions.length - this.values;
  }

  /** Adds the value that was written from `start` on. `repetition`: 0 for the first one of a row, 1 for those after it. */
  add(start: number, repetition = 0): void {
    const { plain } = this;
    this.values += 1;
    const isNew = this.dictionary.add(plain.bytes, start, plain.length);
    if (isNew && !this.spec.isBody) this.bounds.add(plain, start);
    this.level(this.spec.maxDefinition, repetition);
  }

  /** Adds what is not there: `definition` says how much of the path to it is. */
  addNull(definition: number, repetition = 0): void {
    this.level(definition, repetition);
  }

  /** Closes a page at the end of a row, if it is full. */
  endRow(): void {
    const start = this.pageEnds.at(-1)?.bytes ?? 0;
    if (this.plain.length - start >= PAGE_BYTES) this.endPage();
  }

  /** Closes the last page, and returns the ends of all. */
  endPages(): readonly PageEnd[] {
    if ((this.pageEnds.at(-1)?.levels ?? 0) < this.definitions.length) this.endPage();
    return this.pageEnds;
  }

  private endPage(): void {
    this.pageEnds.push({ levels: this.definitions.length, values: this.values, bytes: this.plain.length });
  }

  private level(definition: number, repetition: number): void {
    const { definitions, repetitions, spec } = this;
    definitions.reserve(1);
    definitions.bytes[definitions.length++] = definition;
    if (spec.maxRepetition === 0) return;
    repetitions.reserve(1);
    repetitions.bytes[repetitions.length++] = repetition;
  }
}
