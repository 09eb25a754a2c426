import { BSON } from 'mongodb';
import fc from 'fast-check';
import { type Column, type ColumnKind } from '../../src/encode/column';
import { compileCsvEncoder, csvHeader } from '../../src/encode/csv';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { Output } from '../../src/encode/output';
import { columnsFor, fields } from '../../src/model/fields';
import { csvCells } from '../../src/web/format/csv-cells';
import { documents, rawDocument, rawElement, rawText, serialize } from '../support/bson';
import { readCsv, referenceCell } from '../support/csv';

const { Decimal128, Double, Long, ObjectId } = BSON;

function encode(columns: readonly Column[], bson: Uint8Array, escapesFormulas = true): string {
  const out = new Output(0);
  compileCsvEncoder(columns, { escapesFormulas })(bson, out);
  return out.take().toString();
}

const columnsOf = (count: number): Column[] =>
  Array.from({ length: count }, (_, index) => ({ name: `c${index}`, path: `c${index}`, kind: 'json' }));

/** The row of a log that holds these values. */
const rowOf = (values: readonly unknown[], escapesFormulas?: boolean) =>
  encode(columnsOf(values.length), serialize(new Map(values.map((value, at) => [`c${at}`, value]))), escapesFormulas);

test('any values come out as cells that read back as the reference has them', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 2 }), fc.boolean(), (found, keepsFormulas) => {
      const values = found.flatMap((document) => [...document.values(), document]);
      const row = rowOf(values, !keepsFormulas);
      const expected = values.map((value) => referenceCell(value, { keepsFormulas }));
      const isBlank = expected.length === 1 && expected[0] === null;
      expect(readCsv(row)).toEqual([isBlank ? [''] : expected]);
      expect(csvCells(row.slice(0, -2))).toEqual(expected.map((cell) => cell ?? ''));
    }),
    { numRuns: 200 },
  );
});

test.each<[string, unknown, string]>([
  ['a plain text', 'plain text', 'plain text'],
  ['an empty text', '', '""'],
  ['nothing', null, ''],
  ['a quote', 'say "hi"', '"say ""hi"""'],
  ['a comma', 'a,b', '"a,b"'],
  ['ends of lines', 'a\r\nb\n', '"a\r\nb\n"'],
  ['escapes of JSON', 'a\\n\\u0041\b\f\t\u0001', 'a\\n\\u0041\b\f\t\u0001'],
  ['ends of lines of other readers', 'a\u2028\u2029\u0085b', 'a\u2028\u2029\u0085b'],
  ['NUL and every plane', '\u0000é你😀', '\u0000é你😀'],
  ['a formula', '=1+2', "'=1+2"],
  ['a formula with a quote', '=A1&"x"', '"\'=A1&""x"""'],
  ['a formula that begins with a tab', '\t=1', "'\t=1"],
  ['a formula that begins with CR', '\r=1', '"\'\r=1"'],
  ['a negative number', new Double(-1.5), '-1.5'],
  ['a number past 2^53', Long.fromString('-9007199254740993'), '-9007199254740993'],
  ['a decimal', Decimal128.fromString('0.10'), '0.10'],
  ['a flag', true, 'true'],
  ['an ObjectId', new ObjectId('65f0c0ffee65f0c0ffee65f0'), '65f0c0ffee65f0c0ffee65f0'],
  ['a date', new Date('2026-03-09T10:15:00.250Z'), '2026-03-09T10:15:00.250Z'],
  ['an object', { a: 'say "hi"', b: ['=1', '\n'] }, '"{""a"":""say \\""hi\\"""",""b"":[""=1"",""\\n""]}"'],
  ['an empty object', {}, '{}'],
  ['an empty list', [], '[]'],
  ['a list of one number', [1], '[1]'],
  ['text that is like an object', '{"a":1}', '"{""a"":1}"'],
])('%s', (_, value, cell) => expect(rowOf([value, 1])).toBe(`${cell},1\r\n`));

test.each(['=1+2', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('%j can be kept', (text) =>
  expect(readCsv(rowOf([text], false))).toEqual([[text]]),
);

test('kinds count as in a line: a text that is a number is one, a label is in capitals', () => {
  const cell = (kind: ColumnKind, value: unknown) =>
    encode([{ name: 'c', path: 'c', kind }, ...columnsOf(1)], serialize({ c: value, c0: 1 })).slice(0, -4);
  expect(cell('number', '-7')).toBe('-7');
  expect(cell('number', 'n/a')).toBe('n/a');
  expect(cell('number', '-n/a')).toBe("'-n/a");
  expect(cell('label', 'semantic hit')).toBe('SEMANTIC HIT');
  expect(cell('streamMode', 1)).toBe('TRUE');
  expect(cell('flag', true)).toBe('1');
  expect(cell('metadata', { key: ['a,b'], value: ['"'] })).toBe('"{""a,b"":""\\""""}"');
});

test('a row of one empty cell is no blank line, which readers skip', () => {
  expect(rowOf([null])).toBe('""\r\n');
  expect(rowOf([null, null])).toBe(',\r\n');
});

test('what is no UTF-8 becomes U+FFFD, as in a line', () => {
  const bson = rawDocument(rawElement(0x02, 'c0', rawText(Buffer.of(0x61, 0xff, 0x2c))));
  expect(encode(columnsOf(1), bson)).toBe('"a\ufffd,"\r\n');
});

test('the header names the columns; no name of the catalogue needs quotes', () => {
  const names = fields.map(({ name }) => name);
  const header = csvHeader(columnsFor(names)).toString();
  expect(header.endsWith('\r\n')).toBe(true);
  expect(readCsv(header)).toEqual([names]);
});

test('a damaged log is refused and leaves nothing behind', () => {
  const out = new Output();
  const encodeRow = compileCsvEncoder(columnsOf(2), { escapesFormulas: true });
  encodeRow(serialize({ c0: '=1' }), out);
  const cut = rawDocument(rawElement(0x02, 'c0', rawText('ok')), rawElement(0x02, 'c1', Buffer.of(9, 0, 0, 0, 0x61)));
  expect(() => encodeRow(cut, out)).toThrow(CorruptDocumentError);
  expect(out.take().toString()).toBe("'=1,\r\n");
});

test('a cell of many quotes grows in place', () => {
  const text = '"'.repeat(300_000);
  expect(readCsv(rowOf([text, 'after']))).toEqual([[text, 'after']]);
});
