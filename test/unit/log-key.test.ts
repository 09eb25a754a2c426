import { BSON, Decimal128, Long, ObjectId } from 'mongodb';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { keyOfLog } from '../../src/encode/log-key';

const createdAt = new Date('2026-03-09T10:15:00.123Z');

test.each([
  'log-1',
  'é😀',
  new ObjectId(),
  5,
  Long.fromString('9007199254740993'),
  Decimal128.fromString('1.50'),
  { a: [1, 'x'] },
  null,
])('the key of a log with the id %p, wherever it stands', (id) => {
  for (const written of [createdAt, createdAt.toISOString()]) {
    const document = { request: { _id: 'not this', created_at: 'nor this' }, created_at: written, cost: 1, _id: id };
    const bson = BSON.serialize(document);
    const { created_at, _id } = BSON.deserialize(bson);
    expect(keyOfLog(bson)).toEqual({ createdAt: created_at as unknown, id: _id as unknown });
  }
});

test('what else the log holds is not decoded: neither text that is no UTF-8, nor an expression that JavaScript lacks', () => {
  const bson = BSON.serialize({
    _id: 'a',
    request: { body: new BSON.BSONRegExp('(?i)x'), text: 'abc' },
    created_at: createdAt,
  });
  const text = Buffer.from(bson).indexOf('abc');
  bson.set([0x61, 0xe4, 0xbd], text);
  expect(() => BSON.deserialize(bson)).toThrow();
  expect(keyOfLog(bson)).toEqual({ createdAt, id: 'a' });
});

test('bytes that are no document are said to be corrupt', () => {
  expect(() => keyOfLog(BSON.serialize({ _id: 'a' }).subarray(0, 9))).toThrow(CorruptDocumentError);
});
