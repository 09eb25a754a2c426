import { completions, listed, nearest } from '../../src/web/request-data/nearest';

const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5'];

test.each([
  ['gpt4o', 'gpt-4o'],
  ['GPT-4O', 'gpt-4o'],
  ['gpt-4o-mni', 'gpt-4o-mini'],
  ['claude-sonet-4.5', 'claude-sonnet-4-5'],
  ['gpt-4o', null],
  ['llama', null],
  ['', null],
])('the value nearest to %j is %j', (value, meant) => {
  expect(nearest(value, models)).toBe(meant);
});

test('a list by commas is completed at its end, with what is not in it yet', () => {
  expect(completions('', ['a', 'b'])).toEqual(['a', 'b']);
  expect(completions('a,', ['a', 'b'])).toEqual(['a, b']);
  expect(completions('a, x', ['a', 'b', 'c'])).toEqual(['a, b', 'a, c']);
  expect(listed(' a, ,b ')).toEqual(['a', 'b']);
});
