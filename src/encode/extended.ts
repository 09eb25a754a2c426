import { nameEnd, type Source } from './bson';
import { type Output } from './output';
import { writeAscii, writeObjectId } from './scalars';
import { writeText } from './text';

// The types that JSON has no likeness for, as relaxed MongoDB Extended JSON (v2) spells them. Each has been checked to
// end at `end`.

export function writeRegex(out: Output, source: Source, at: number, end: number): void {
  const optionsAt = nameEnd(source, at, end);
  writeAscii(out, '{"$regularExpression":{"pattern":');
  writeText(out, source, at, optionsAt - 1);
  writeAscii(out, ',"options":');
  writeText(out, source, optionsAt, end - 1);
  writeAscii(out, '}}');
}

export function writeTimestamp(out: Output, { view }: Source, at: number): void {
  writeAscii(out, `{"$timestamp":{"t":${view.getUint32(at + 4, true)},"i":${view.getUint32(at, true)}}}`);
}

export function writeCode(out: Output, source: Source, at: number, end: number): void {
  writeAscii(out, '{"$code":');
  writeText(out, source, at + 4, end - 1);
  writeAscii(out, '}');
}

/** The deprecated pointer, which drivers read as a DBRef. */
export function writeDbPointer(out: Output, source: Source, at: number, end: number): void {
  writeAscii(out, '{"$ref":');
  writeText(out, source, at + 4, end - 13);
  writeAscii(out, ',"$id":{"$oid":');
  writeObjectId(out, source, end - 12);
  writeAscii(out, '}}');
}
