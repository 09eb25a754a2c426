import fc from 'fast-check';
import { type Column } from '../../src/encode/column';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { compileLineEncoder } from '../../src/encode/line';
import { Output } from '../../src/encode/output';
import { fileWriter } from '../../src/formats/file-writer';
import { formats } from '../../src/model/formats';
import { nothingOmitted } from '../../src/model/omissions';
import { documents, int32, rawDocument, rawElement, rawText, serialize } from '../support/bson';

const columns: Column[] = [
  { name: 'any', path: 'a', kind: 'json' },
  { name: 'date', path: 'm.date', kind: 'date' },
  { name: 'metadata', path: 'm.metadata', kind: 'metadata' },
  { name: 'keys', path: 'm.metadata.key', kind: 'metadataKeys' },
  { name: 'mode', path: 'm.mode', kind: 'streamMode' },
  { name: 'label', path: 'm.mode', kind: 'label' },
  { name: 'last', path: 'z', kind: 'number' },
];
const whole: Column[] = [
  { name: 'm', path: 'm', kind: 'json', kinds: new Map([['mode', 'flag']]) },
  { name: 'a', path: 'a', kind: 'json' },
];
const encoders = [compileLineEncoder(columns), compileLineEncoder(whole)];
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const out = new Output();

/** Either a whole JSON text is appended, or the typed error is thrown and the output is as it was. */
function expectAllOrNothing(bson: Uint8Array): void {
  for (const encode of encoders) {
    out.length = 0;
    out.reserve(1);
    out.bytes[out.length++] = 0x20;
    try {
      encode(bson, out);
    } catch (error) {
      if (!(error instanceof CorruptDocumentError)) throw error;
      expect(out.length).toBe(1);
      continue;
    }
    JSON.parse(strict.decode(out.bytes.subarray(0, out.length)));
  }
}

const logs = documents.map((inner) =>
  serialize({
    a: inner,
    m: { date: '2026-03-09', 'metadata.key': ['a', 'b', inner], 'metadata.value': ['1', 2, inner], mode: inner },
    'm.x': inner,
    z: 1,
  }),
);

test('a document cut off anywhere is refused', () => {
  fc.assert(
    fc.property(logs, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (bson, share) => {
      const cut = bson.subarray(0, Math.floor(bson.length * share));
      for (const encode of encoders) expect(() => encode(cut, new Output())).toThrow(CorruptDocumentError);
    }),
  );
});

test.each(formats)('a log cut off anywhere has no place in a file of %s', (format) => {
  const writer = fileWriter({ format, requested_data: ['id', 'created_at', 'request', 'metadata', 'cost'] });
  const messages = [{ role: 'user', content: 'Why?' }];
  const choices = [{ message: { role: 'assistant', content: 'So.' } }];
  const metrics = { cost: 1.5, response_status_code: 200, 'metadata.key': ['a'], 'metadata.value': ['b'] };
  const log = serialize({
    ...{
      _id: 'log',
      created_at: new Date(0),
      request: { body: { messages } },
      response: { body: { choices } },
      metrics,
    },
  });
  const rows = () => writer.rows(nothingOmitted(), 0);
  expect(rows().add(log)).toBe(true);
  for (let end = 0; end < log.length; end += 1) {
    expect(() => rows().add(log.subarray(0, end))).toThrow(CorruptDocumentError);
  }
});

test('a document cut off anywhere, with its length made to fit, is written whole or refused', () => {
  fc.assert(
    fc.property(logs, fc.double({ min: 0, max: 1, noNaN: true }), (bson, share) => {
      const body = bson.subarray(4, 4 + Math.floor((bson.length - 5) * share));
      expectAllOrNothing(Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]));
    }),
    { numRuns: 500 },
  );
});

test('a document with bytes changed is written whole or refused', () => {
  const change = fc.tuple(
    fc.nat(),
    fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 3, 4, 5, 0x0c, 0x0f, 0x7f, 0x80, 0xff)),
  );
  fc.assert(
    fc.property(logs, fc.array(change, { minLength: 1, maxLength: 6 }), (bson, changes) => {
      for (const [at, byte] of changes) bson[at % bson.length] = byte;
      expectAllOrNothing(bson);
    }),
    { numRuns: 3000 },
  );
});

test('bytes that were never a document are written whole or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40, max: 0x20 }), (body) => {
      expectAllOrNothing(Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]));
    }),
    { numRuns: 3000 },
  );
});

test.each<[string, Buffer]>([
  ['nothing', Buffer.of()],
  ['too short for a length', Buffer.of(5, 0, 0)],
  ['bytes after its end', Buffer.concat([rawDocument(), Buffer.of(0)])],
  ['a negative length', Buffer.from('ffffffff00', 'hex')],
  ['no closing zero', Buffer.from('0500000001', 'hex')],
  ['an unknown type', rawDocument(rawElement(0x20, 'a', Buffer.of()))],
  ['a name without an end', rawDocument(Buffer.of(0x10, 0x61))],
  ['a value past the end', rawDocument(rawElement(0x10, 'a', Buffer.of(1)))],
  ['a string of length 0', rawDocument(rawElement(0x02, 'a', int32(0)))],
  ['a string past the end', rawDocument(rawElement(0x02, 'a', Buffer.concat([int32(99), Buffer.from('secret\0')])))],
  ['a string without its zero', rawDocument(rawElement(0x02, 'a', Buffer.concat([int32(6), Buffer.from('secret')])))],
  [
    'a string past the end of its own document',
    rawDocument(
      rawElement(0x03, 'a', rawDocument(rawElement(0x02, 'b', Buffer.concat([int32(7), Buffer.from('\0\0')])))),
      rawElement(0x0a, 'c', Buffer.of()),
    ),
  ],
  [
    'a document past the end of its own document',
    rawDocument(
      rawElement(0x03, 'a', rawDocument(rawElement(0x03, 'b', int32(5)))),
      rawElement(0x0a, 'c', Buffer.of()),
    ),
  ],
  ['a document past the end', rawDocument(rawElement(0x03, 'a', int32(64)))],
  ['a binary of negative length', rawDocument(rawElement(0x05, 'a', Buffer.from('ffffffff00', 'hex')))],
  ['a regex without options', rawDocument(rawElement(0x0b, 'a', Buffer.from('secret\0')))],
  [
    'a code longer than its scope',
    rawDocument(
      rawElement(0x0f, 'a', Buffer.concat([int32(4 + 7 + 5 + 1), rawText('xx'), rawDocument(), Buffer.of(0)])),
    ),
  ],
])('%s', (_, bson) => {
  for (const encode of encoders) {
    const fresh = new Output();
    expect(() => encode(bson, fresh)).toThrow(CorruptDocumentError);
    expect(() => encode(bson, fresh)).toThrow(/^The stored document is not valid BSON: [a-z ]+ at byte \d+\.$/);
    expect(() => encode(bson, fresh)).not.toThrow(/secret/);
    expect(fresh.length).toBe(0);
  }
});
