/**
 * What the bodies of a request and its response tell of model, provider and tokens, in the shapes of the well-known
 * providers: OpenAI (chat, completions, responses, embeddings) and those that answer alike, Anthropic, Google Gemini,
 * Amazon Bedrock, Cohere, Ollama; whole, or as the events of a stream.
 */
import { fieldOf, isJsonObject } from './json';
import { numberOf } from './json-text';
import { providerOfAnswer, providerOfUrl } from './providers';
import { eventsOf } from './stream-events';

export interface Told {
  model: string | undefined;
  provider: string | undefined;
  req_units: number | undefined;
  res_units: number | undefined;
  total_units: number | undefined;
  costInDollars: number | undefined;
}

/** Where an answer, or an event of one, holds what it tells: in itself, or in one of these. */
const wrappers = ['message', 'response', 'delta', 'metadata', 'x_groq'];
const usageNames = ['usage', 'usageMetadata', 'meta', 'amazon-bedrock-invocationMetrics'];

/** The names of each count, in the spellings of the providers. */
const names = {
  req_units: [
    ...['prompt_tokens', 'input_tokens', 'inputTokens', 'promptTokenCount', 'inputTokenCount'],
    ...['inputTextTokenCount', 'prompt_token_count', 'prompt_eval_count'],
  ],
  res_units: [
    ...['completion_tokens', 'output_tokens', 'outputTokens', 'candidatesTokenCount', 'outputTokenCount'],
    ...['generation_token_count', 'eval_count'],
  ],
  total_units: ['total_tokens', 'totalTokens', 'totalTokenCount'],
  costInDollars: ['cost', 'total_cost'],
} as const;
type Counts = { -readonly [count in keyof typeof names]?: number };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The answer itself, the events of one that was streamed, or the pieces of a stream of Gemini, which is a list. */
function piecesOf(response: unknown): Iterable<unknown> {
  if (typeof response === 'string') return eventsOf(response);
  if (!Array.isArray(response)) return [response];
  return (response as unknown[]).filter((piece) => fieldOf(piece, 'usageMetadata') !== undefined);
}

const holdersOf = (piece: unknown) => [piece, ...wrappers.map((name) => fieldOf(piece, name))].filter(isJsonObject);

/** Where a piece may count tokens. Cohere tells what was read and what is billed apart. */
function usagesOf(piece: unknown): unknown[] {
  const own = holdersOf(piece).flatMap((holder) => usageNames.map((name) => fieldOf(holder, name)));
  const all = own
    .filter(isJsonObject)
    .flatMap((usage) => [fieldOf(usage, 'tokens'), fieldOf(usage, 'billed_units'), usage]);
  return all.filter(isJsonObject);
}

function countsOf(piece: unknown): Counts {
  const usages = usagesOf(piece);
  const find = (count: keyof Counts, places: unknown[]) =>
    places.flatMap((place) => names[count].map((name) => numberOf(fieldOf(place, name)))).find((n) => n !== undefined);
  const found: Counts = {};
  for (const count of ['req_units', 'res_units', 'total_units'] as const) {
    // Some count in the answer itself. A cost there is what its envelope says, not a provider.
    const value = find(count, [...usages, piece]);
    if (value !== undefined) found[count] = value;
  }
  const cost = find('costInDollars', usages);
  return cost === undefined ? found : { ...found, costInDollars: cost };
}

/** What an answer tells. Of a stream, each count is what was told last: it grows with the answer. */
function toldBy(response: unknown): { counts: Counts; model: string | undefined; first: unknown } {
  const counts: Counts = {};
  let model: string | undefined;
  let first: unknown;
  for (const piece of piecesOf(response)) {
    first ??= piece;
    Object.assign(counts, countsOf(piece));
    model ??= holdersOf(piece)
      .flatMap((holder) => [fieldOf(holder, 'model'), fieldOf(holder, 'modelVersion')])
      .find(isText);
  }
  return { counts, model, first };
}

/** The parts of a URL that name a model: Gemini's, Bedrock's, Azure's. */
const modelInUrl = /\/(?:models\/([^/:?#]+):|model\/([^/?#]+)\/(?:converse|invoke)|deployments\/([^/?#]+)\/)/;

function modelOfUrl(url: string): string | undefined {
  const name = modelInUrl.exec(url)?.slice(1).find(isText);
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}

export function toldByBodies({ url, request, response }: { url: string; request: unknown; response: unknown }): Told {
  const { counts, model, first } = toldBy(response);
  const { req_units, res_units, total_units, costInDollars } = counts;
  const parts = req_units === undefined && res_units === undefined ? undefined : (req_units ?? 0) + (res_units ?? 0);
  const named = [model, fieldOf(request, 'model'), fieldOf(request, 'modelId'), modelOfUrl(url)].find(isText);
  return {
    model: named,
    provider: providerOfUrl(url) ?? providerOfAnswer(first, named),
    req_units,
    res_units,
    total_units: total_units ?? parts,
    costInDollars,
  };
}
