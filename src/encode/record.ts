import { BsonType } from './bson';
import { type ValueKind } from './column';
import { valueWriters, type ValueWriter } from './column-value';
import { Elements } from './elements';
import { writeAscii } from './scalars';
import { writeName } from './text';

/** Writes a document, those of its fields that have a kind by that, the others as they are. */
export function recordWriter(kinds: ReadonlyMap<string, ValueKind>): ValueWriter {
  return (out, source, type, at) => {
    if (type !== BsonType.document) return valueWriters.json(out, source, type, at);
    const elements = new Elements(source, at);
    let before = '{';
    while (elements.next()) {
      writeAscii(out, before);
      before = ',';
      const name = source.bytes.toString('utf8', elements.nameAt, elements.at - 1);
      writeName(out, source, elements.nameAt, elements.at);
      valueWriters[kinds.get(name) ?? 'json'](out, source, elements.type, elements.at);
    }
    writeAscii(out, before === '{' ? '{}' : '}');
  };
}
