import { bigQuerySchema } from '../../src/cli/bigquery-schema';
import { columnsFor, fields } from '../../src/model/fields';

const typesOf = (names: readonly string[], format: 'jsonl' | 'csv') =>
  Object.fromEntries(bigQuerySchema(columnsFor(names), format).map(({ name, type }) => [name, type]));

test('types are those of the catalogue, not of the values', () => {
  const names = ['id', 'created_at', 'request_tokens', 'cost', 'is_success', 'stream_mode', 'metadata', 'request'];
  expect(typesOf(names, 'jsonl')).toEqual({
    ...{ id: 'STRING', created_at: 'TIMESTAMP', request_tokens: 'INT64', cost: 'FLOAT64', is_success: 'INT64' },
    ...{ stream_mode: 'STRING', metadata: 'JSON', request: 'JSON' },
  });
  expect(typesOf(['metadata', 'request'], 'csv')).toEqual({ metadata: 'JSON', request: 'STRING' });
});

test('every field is in it, or named with the one to ask for instead', () => {
  const instead = new Map([
    ['request.body', 'request'],
    ['response.body', 'response'],
    ['metadata.key', 'metadata'],
    ['metadata.value', 'metadata'],
  ]);
  for (const field of fields) {
    const other = instead.get(field.name);
    if (other) expect(() => bigQuerySchema([field], 'jsonl')).toThrow(`ask for ${other} instead of ${field.name}.`);
    else expect(bigQuerySchema([field], 'jsonl')).toMatchObject([{ name: field.name, mode: 'NULLABLE' }]);
  }
});
