import { Decimal128 } from 'mongodb';
import { toldByBodies } from '../../src/model/told-by-bodies';

const tell = (response: unknown, request: unknown = {}, url = '') => toldByBodies({ url, request, response });
const tokens = (req_units: number, res_units: number, total_units = req_units + res_units) => ({
  req_units,
  res_units,
  total_units,
});
const events = (...data: unknown[]) =>
  data.map((one) => `event: x\ndata: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');
const lines = (...data: unknown[]) => data.map((one) => `${JSON.stringify(one)}\n`).join('');

const answers: [what: string, response: unknown, expected: object][] = [
  [
    'OpenAI chat',
    {
      object: 'chat.completion',
      model: 'gpt-4o-2024-08-06',
      usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
    },
    { model: 'gpt-4o-2024-08-06', provider: 'openai', ...tokens(9, 12) },
  ],
  [
    'OpenAI completions',
    {
      object: 'text_completion',
      model: 'gpt-3.5-turbo-instruct',
      usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
    },
    { provider: 'openai', ...tokens(5, 7) },
  ],
  [
    'OpenAI responses',
    {
      object: 'response',
      model: 'o3-mini',
      usage: {
        input_tokens: 36,
        output_tokens: 87,
        total_tokens: 123,
        output_tokens_details: { reasoning_tokens: 64 },
      },
    },
    { model: 'o3-mini', provider: 'openai', ...tokens(36, 87) },
  ],
  [
    'one that answers as OpenAI does',
    {
      object: 'chat.completion',
      model: 'llama-3.3-70b',
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    },
    { model: 'llama-3.3-70b', provider: undefined, ...tokens(1, 2) },
  ],
  [
    'Anthropic',
    {
      type: 'message',
      model: 'claude-sonnet-4',
      usage: { input_tokens: 30, output_tokens: 7, cache_read_input_tokens: 0 },
    },
    { model: 'claude-sonnet-4', provider: 'anthropic', ...tokens(30, 7) },
  ],
  [
    'Bedrock Converse',
    {
      output: { message: {} },
      stopReason: 'end_turn',
      usage: { inputTokens: 11, outputTokens: 4, totalTokens: 15 },
      metrics: { latencyMs: 5 },
    },
    { provider: 'bedrock', ...tokens(11, 4) },
  ],
  [
    'Cohere, second version',
    {
      finish_reason: 'COMPLETE',
      usage: { billed_units: { input_tokens: 5, output_tokens: 6 }, tokens: { input_tokens: 71, output_tokens: 6 } },
    },
    { provider: 'cohere', ...tokens(71, 6) },
  ],
  [
    'Cohere, first version',
    {
      text: 'x',
      meta: { billed_units: { input_tokens: 5, output_tokens: 6 }, tokens: { input_tokens: 70, output_tokens: 8 } },
    },
    { provider: 'cohere', ...tokens(70, 8) },
  ],
  [
    'Cohere embeddings',
    { meta: { billed_units: { input_tokens: 4 } } },
    { provider: 'cohere', req_units: 4, total_units: 4 },
  ],
  [
    'Gemini',
    {
      candidates: [],
      modelVersion: 'gemini-2.5-pro',
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 15 },
    },
    { model: 'gemini-2.5-pro', provider: 'google', ...tokens(4, 6, 15) },
  ],
  [
    'Ollama',
    { model: 'llama3.2', message: {}, prompt_eval_count: 26, eval_count: 298 },
    { model: 'llama3.2', ...tokens(26, 298) },
  ],
  ['Llama on Bedrock', { generation: 'x', prompt_token_count: 3, generation_token_count: 4 }, tokens(3, 4)],
  [
    'numbers as they were spelt',
    { usage: { prompt_tokens: Decimal128.fromString('9.0'), completion_tokens: 1 } },
    tokens(9, 1),
  ],
  [
    'numbers that are none',
    { usage: { prompt_tokens: '9', completion_tokens: null } },
    { req_units: undefined, total_units: undefined },
  ],
  [
    'a list of the pieces of a Gemini stream',
    [
      { modelVersion: 'gemini-2.5-flash', usageMetadata: { promptTokenCount: 4 } },
      { usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 9, totalTokenCount: 13 } },
    ],
    { model: 'gemini-2.5-flash', provider: 'google', ...tokens(4, 9) },
  ],
  [
    'an OpenAI stream',
    events(
      { object: 'chat.completion.chunk', model: 'gpt-4o', choices: [{ delta: { content: 'token' } }], usage: null },
      {
        object: 'chat.completion.chunk',
        model: 'gpt-4o',
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
      },
      '[DONE]',
    ),
    { model: 'gpt-4o', provider: 'openai', ...tokens(3, 5) },
  ],
  [
    'an OpenAI responses stream',
    events(
      { type: 'response.created', response: { model: 'gpt-4.1', usage: null } },
      { type: 'response.output_text.delta', delta: 'x' },
      {
        type: 'response.completed',
        response: { model: 'gpt-4.1', usage: { input_tokens: 5, output_tokens: 6, total_tokens: 11 } },
      },
    ),
    { model: 'gpt-4.1', provider: 'openai', ...tokens(5, 6) },
  ],
  [
    'an Anthropic stream',
    events(
      { type: 'message_start', message: { model: 'claude-3-5-haiku', usage: { input_tokens: 25, output_tokens: 1 } } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 15 } },
    ),
    { model: 'claude-3-5-haiku', provider: 'anthropic', ...tokens(25, 15) },
  ],
  [
    'a Gemini stream',
    events(
      { modelVersion: 'gemini-2.0-flash', usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 } },
      {
        modelVersion: 'gemini-2.0-flash',
        usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, totalTokenCount: 10 },
      },
    ),
    { model: 'gemini-2.0-flash', provider: 'google', ...tokens(7, 3) },
  ],
  [
    'a Bedrock Converse stream',
    lines(
      { messageStart: { role: 'assistant' } },
      { metadata: { usage: { inputTokens: 6, outputTokens: 2, totalTokens: 8 } } },
    ),
    { provider: 'bedrock', ...tokens(6, 2) },
  ],
  [
    'a Cohere stream',
    events(
      { type: 'content-delta', delta: {} },
      {
        type: 'message-end',
        delta: {
          usage: { billed_units: { input_tokens: 1, output_tokens: 2 }, tokens: { input_tokens: 9, output_tokens: 2 } },
        },
      },
    ),
    { provider: 'cohere', ...tokens(9, 2) },
  ],
  [
    'a Groq stream',
    events({ model: 'llama', x_groq: { usage: { prompt_tokens: 1, completion_tokens: 2 } } }),
    { model: 'llama', ...tokens(1, 2) },
  ],
  [
    'a stream that was cut short',
    events({ model: 'gpt-4o' }, '{"model":"gpt-4o","usage":{"prompt_tok'),
    { model: 'gpt-4o', req_units: undefined },
  ],
];
test.each(answers)('tells what the answer of %s does', (_, response, expected) => {
  expect(tell(response)).toMatchObject(expected);
});

test.each([
  undefined,
  null,
  5,
  '',
  'text with tokens',
  [],
  [null],
  { usage: [] },
  { usage: { tokens: 7 } },
  'data: "model"\n',
])('an answer %j tells nothing, and breaks nothing', (response) => {
  expect(Object.values(tell(response)).filter((value) => value !== undefined)).toEqual([]);
});

test.each([
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
    'gemini-2.5-pro',
    'google',
  ],
  [
    'https://us-central1-aiplatform.googleapis.com/v1/projects/p/models/gemini-2.0:streamGenerateContent',
    'gemini-2.0',
    'vertex-ai',
  ],
  [
    'https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-3-haiku%3A0/converse',
    'anthropic.claude-3-haiku:0',
    'bedrock',
  ],
  [
    'https://acme.openai.azure.com/openai/deployments/gpt4-prod/chat/completions?api-version=1',
    'gpt4-prod',
    'azure-openai',
  ],
  ['https://api.anthropic.com/v1/messages', undefined, 'anthropic'],
  ['https://api.openai.com.evil.example/v1', undefined, undefined],
  ['not a URL', undefined, undefined],
  ['https://x/model/%E0%A4%A/converse', '%E0%A4%A', undefined],
])('the URL %s names the model %s of %s', (url, model, provider) => {
  expect(tell({}, {}, url)).toMatchObject({ model, provider });
});

test('the answer names the model before the request, and the request before the URL', () => {
  const url = 'https://x/deployments/d/chat';
  expect(tell({ model: 'a' }, { model: 'b' }, url).model).toBe('a');
  expect(tell({}, { model: 'b' }, url).model).toBe('b');
  expect(tell({}, { modelId: 'c' }, url).model).toBe('c');
  expect(tell({}, {}, url).model).toBe('d');
});

test('a cost is what the usage says, not what an answer calls so', () => {
  expect(tell({ usage: { cost: 0.5 } }).costInDollars).toBe(0.5);
  expect(tell({ cost: 3 }).costInDollars).toBeUndefined();
});
