import { documentEnd, nameEnd, valueEnd, type Source } from './bson';

/** Walks the elements of a document or an array; `type` is 0 once there are no more. */
export class Elements {
  type = 0;
  at = 0;
  nameAt = 0;
  private p = 0;
  private last = 0;

  /** @param from where the document or the array is; -1 for none, which has no elements. */
  constructor(
    private readonly source: Source,
    from: number,
  ) {
    if (from < 0) return;
    this.p = from + 4;
    this.last = documentEnd(source, from, source.bytes.length) - 1;
  }

  next(): boolean {
    this.type = 0;
    if (this.p >= this.last) return false;
    this.type = this.source.bytes[this.p]!;
    this.nameAt = this.p + 1;
    this.at = nameEnd(this.source, this.nameAt, this.last);
    this.p = valueEnd(this.source, this.type, this.at, this.last);
    return true;
  }
}
