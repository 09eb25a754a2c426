/** Which values filters may be set to, as a sample of logs has them. */

/** The fields of the catalogue that values are taken from. */
export const suggestionFields = [
  'ai_provider',
  'ai_model',
  'status_code',
  'virtual_key',
  'config',
  'prompt_slug',
  'metadata',
] as const;

export interface SampledLog {
  ai_provider: unknown;
  ai_model: unknown;
  status_code: unknown;
  virtual_key: unknown;
  config: unknown;
  prompt_slug: unknown;
  metadata: unknown;
}

/** Of one filter; a prompt that was stored as a metadata value is nobody's suggestion. */
const MOST_VALUES = 50;
const MOST_KEYS = 50;
const LONGEST = 200;

/** Counts values, and answers them by how often they came. A value with a comma can't stand in a list by commas. */
function tally(mayHoldCommas = false) {
  const counts = new Map<string, number>();
  return {
    add(value: unknown): void {
      if (typeof value !== 'string' && typeof value !== 'number') return;
      const text = String(value);
      if (text.trim() === '' || text.length > LONGEST || (!mayHoldCommas && text.includes(','))) return;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    },
    values: (): string[] =>
      [...counts]
        .sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
        .slice(0, MOST_VALUES)
        .map(([value]) => value),
  };
}

export function suggest(logs: readonly SampledLog[]) {
  const tallies = {
    ai_model: tally(),
    ai_org_model: tally(),
    status_code: tally(),
    virtual_keys: tally(),
    configs: tally(),
    prompt_slug: tally(),
  };
  const metadata = new Map<string, ReturnType<typeof tally>>();
  for (const log of logs) {
    const { ai_provider: provider, ai_model: model } = log;
    tallies.ai_model.add(model);
    if (typeof provider === 'string' && typeof model === 'string') tallies.ai_org_model.add(`${provider}__${model}`);
    tallies.status_code.add(log.status_code);
    tallies.virtual_keys.add(log.virtual_key);
    tallies.configs.add(log.config);
    tallies.prompt_slug.add(log.prompt_slug);
    for (const [key, value] of Object.entries((log.metadata ?? {}) as Record<string, unknown>)) {
      if (!metadata.has(key) && metadata.size >= MOST_KEYS) continue;
      const values = metadata.get(key) ?? tally(true);
      values.add(value);
      metadata.set(key, values);
    }
  }
  return {
    values: {
      ai_model: tallies.ai_model.values(),
      ai_org_model: tallies.ai_org_model.values(),
      status_code: tallies.status_code.values(),
      virtual_keys: tallies.virtual_keys.values(),
      configs: tallies.configs.values(),
      prompt_slug: tallies.prompt_slug.values(),
    },
    metadata: Object.fromEntries([...metadata].map(([key, values]) => [key, values.values()])),
  };
}
