import { type SampledLog, suggest } from '../../src/model/suggestions';

const log = (part: Partial<SampledLog>): SampledLog => ({
  ai_provider: null,
  ai_model: null,
  status_code: null,
  virtual_key: null,
  config: null,
  prompt_slug: null,
  metadata: {},
  ...part,
});

test('values come by how often logs have them, as the filters take them', () => {
  const { values, metadata } = suggest([
    log({ ai_provider: 'openai', ai_model: 'gpt-4o', status_code: 200, metadata: { team: 'search' } }),
    log({ ai_provider: 'anthropic', ai_model: 'claude', status_code: 429 }),
    log({
      ai_provider: 'openai',
      ai_model: 'gpt-4o',
      status_code: 200,
      virtual_key: 'vk',
      config: 'c',
      prompt_slug: 'p',
    }),
  ]);
  expect(values).toEqual({
    ai_model: ['gpt-4o', 'claude'],
    ai_org_model: ['openai__gpt-4o', 'anthropic__claude'],
    status_code: ['200', '429'],
    virtual_keys: ['vk'],
    configs: ['c'],
    prompt_slug: ['p'],
  });
  expect(metadata).toEqual({ team: ['search'] });
});

test('what no filter could take is not suggested: nothing, lists, texts with a comma in a list by commas', () => {
  const { values, metadata } = suggest([
    log({ ai_model: '', virtual_key: ['a'], config: 'a,b', metadata: { note: 'one, two', long: 'x'.repeat(300) } }),
  ]);
  expect(Object.values(values).flat()).toEqual([]);
  expect(metadata).toEqual({ note: ['one, two'], long: [] });
});

test('there is a limit to keys and values, whatever the logs hold', () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    log({ ai_model: `model-${index}`, metadata: { [`key-${index}`]: 'value', same: String(index) } }),
  );
  const { values, metadata } = suggest(many);
  expect(values.ai_model).toHaveLength(50);
  expect(Object.keys(metadata)).toHaveLength(50);
  expect(metadata.same).toHaveLength(50);
});
