/** Which provider answered, where nothing says so but the URL or the answer's shape; in the gateway's own names. */
import { fieldOf } from './json';

const hosts: readonly [host: RegExp, provider: string][] = [
  [/^api\.openai\.com$/, 'openai'],
  [/\.openai\.azure\.com$/, 'azure-openai'],
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
  [/aiplatform\.googleapis\.com$/, 'vertex-ai'],
  [/^bedrock-runtime[.-][a-z\d.-]+\.amazonaws\.com$/, 'bedrock'],
  [/^api\.cohere\.(?:com|ai)$/, 'cohere'],
  [/^api\.mistral\.ai$/, 'mistral-ai'],
  [/^api\.groq\.com$/, 'groq'],
  [/^api\.together\.(?:xyz|ai)$/, 'together-ai'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^api\.perplexity\.ai$/, 'perplexity-ai'],
  [/^api\.fireworks\.ai$/, 'fireworks-ai'],
  [/^api\.x\.ai$/, 'x-ai'],
  [/^openrouter\.ai$/, 'openrouter'],
];

export function providerOfUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hosts.find(([pattern]) => pattern.test(hostname))?.[1];
}

const isOpenAiModel = (model: string | undefined) =>
  /^(?:gpt-|chatgpt-|o\d|text-embedding-|davinci-|babbage-)/.test(model ?? '');
const openAiObjects = new Set(['chat.completion', 'chat.completion.chunk', 'text_completion', 'response']);

/** By what only one provider's answers look like. Many answer as OpenAI does: there the model's name has to agree. */
export function providerOfAnswer(answer: unknown, model: string | undefined): string | undefined {
  const has = (...keys: string[]) => fieldOf(answer, ...keys) !== undefined;
  const type = fieldOf(answer, 'type');
  if (type === 'message_start' || (type === 'message' && has('usage', 'input_tokens'))) return 'anthropic';
  if (has('usageMetadata') || has('modelVersion')) return 'google';
  if (has('usage', 'inputTokens') || has('metadata', 'usage', 'inputTokens')) return 'bedrock';
  if (has('usage', 'billed_units') || has('meta', 'billed_units') || has('delta', 'usage', 'billed_units'))
    return 'cohere';
  const isOpenAi = openAiObjects.has(String(fieldOf(answer, 'object'))) || has('response', 'model');
  return isOpenAi && isOpenAiModel(model) ? 'openai' : undefined;
}
