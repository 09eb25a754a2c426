import type { LogRef } from '../model/batches';
import { compileLineEncoder } from './line';
import { Output } from './output';

const encode = compileLineEncoder([
  { name: 'created_at', path: 'created_at', kind: 'date' },
  { name: 'id', path: '_id', kind: 'string' },
]);

/** Which log this is, as its line says it; an id that is no text, by its digits or its JSON. */
export function refOfLog(log: Uint8Array): LogRef {
  const out = new Output(256);
  encode(log, out);
  const line = out.take().toString();
  const { created_at, id } = JSON.parse(line) as { created_at: string; id: unknown };
  const json = line.slice(line.indexOf(',"id":') + ',"id":'.length, -'}\n'.length);
  return { created_at, id: typeof id === 'string' ? id : json };
}
