import { z } from 'zod';
import { validate } from '../../src/api/validate';
import { ServiceError } from '../../src/model/errors';

function refusal(schema: z.ZodType, value: unknown): { param: string | null; message: string } | null {
  try {
    validate(schema, value, 'body');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { param: error.param, message: error.message };
  }
  return null;
}

const item = z.strictObject({ name: z.string().min(2), tags: z.array(z.int()).max(2).optional() });
const schema = z.union([item, z.array(item).min(1)]);

const cases: [value: unknown, param: string, message: string][] = [
  [undefined, 'body', 'body is missing: it must be an object.'],
  [5, 'body', 'body must be an object.'],
  [{}, 'name', 'name is missing: it must be text.'],
  [{ name: null }, 'name', 'name must be text.'],
  [{ name: 'a' }, 'name', 'name must have at least 2 characters.'],
  [{ name: 'ab', nick: 1 }, 'nick', 'nick is not known. Known are: name, tags.'],
  [{ name: 'ab', tags: [1, 2, 3] }, 'tags', 'tags must have at most 2 items.'],
  [{ name: 'ab', tags: [1, 'x'] }, 'tags.1', 'tags.1 must be a number.'],
  [{ name: 'ab', tags: [1.5] }, 'tags.0', 'tags.0 must be a whole number.'],
  [[], 'body', 'body must have at least 1 item.'],
  [[{ name: 'ab' }, { name: 'ab', nick: 1 }], '1.nick', '1.nick is not known. Known are: name, tags.'],
];
test.each(cases)('%j: %s', (value, param, message) => {
  expect(refusal(schema, value)).toEqual({ param, message });
});

test('a key __proto__ is refused down to the levels asked for', () => {
  const loose = z.record(z.string(), z.unknown());
  const value: unknown = JSON.parse('{"a":[{"b":{"__proto__":1}}]}');
  expect(refusal(loose, value)?.param).toBe('a.0.b.__proto__');
  expect(validate(loose, value, 'body', { levels: 2 })).toEqual(value);
});
