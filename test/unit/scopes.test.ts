import { keyBody } from '../../src/contract/api-keys';
import { grantedScope, scopes, scopeSpellings } from '../../src/contract/scopes';

test('a scope is taken by its own name and by those that people bring, one meaning each', () => {
  for (const scope of scopes) expect(grantedScope.parse(scope)).toBe(scope);
  for (const [spelling, scope] of Object.entries(scopeSpellings)) expect(grantedScope.parse(spelling)).toBe(scope);
  expect(grantedScope.safeParse('logs.read').success).toBe(false);
});

test('two spellings of one scope are one scope of the key', () => {
  const asked = { scopes: ['completion', 'completions', 'logs.list', 'logs.export', 'completions.write'] };
  expect(keyBody.parse(asked).scopes).toEqual(['completions', 'logs.view', 'logs.export']);
});
