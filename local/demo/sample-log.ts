import { seededRandom, type Random } from './random';
import { answers, models, prompts } from './sample-texts';

/** A log as `POST /v1/logs` takes it. */
export interface SampleLog {
  request: { url: string; method: 'POST'; provider: string; headers: Record<string, string>; body: object };
  response: { status: number; headers: Record<string, string>; body: object; response_time: number };
  metadata: Record<string, string>;
}

/** The log with this number: always the same, so nothing of it needs to be kept to compare with. */
export function sampleLog(index: number): SampleLog {
  const random = seededRandom(index);
  const { provider, model } = random.pick(models);
  const status = random.pick([200, 200, 200, 200, 200, 200, 200, 200, 429, 500]);
  const tokens = { prompt: random.whole(5, 4_000), completion: random.whole(1, 1_500) };
  return {
    request: {
      url: 'https://gateway.example.com/v1/chat/completions',
      method: 'POST',
      provider,
      headers: { 'content-type': 'application/json', 'user-agent': 'logs-export-demo' },
      body: requestBody(random, model),
    },
    response: {
      status,
      headers: { 'content-type': 'application/json' },
      body: status === 200 ? answerBody(random, model, tokens, index) : errorBody(random, status),
      response_time: random.whole(40, 30_000),
    },
    metadata: {
      trace_id: `demo-trace-${index}`,
      _user: `user-${random.whole(1, 400)}@example.com`,
      environment: random.pick(['production', 'staging', 'développement']),
      team: random.pick(['search', 'support 🛟', 'données', '研究']),
      run: String(index),
    },
  };
}

function requestBody(random: Random, model: string) {
  const question = { role: 'user', content: random.pick(prompts) };
  const earlier = Array.from({ length: random.whole(0, 3) }, () => [
    { role: 'user', content: random.pick(prompts) },
    { role: 'assistant', content: random.pick(answers) },
  ]).flat();
  return {
    model,
    messages: [{ role: 'system', content: 'You are a helpful assistant.' }, ...earlier, question],
    temperature: random.pick([0, 0.2, 0.7, 1]),
    max_tokens: random.pick([null, 256, 4096]),
    stream: random.next() < 0.5,
    ...(random.next() < 0.3 && { tools: [tool], tool_choice: 'auto' }),
  };
}

const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string', enum: [] } }, required: ['city'] },
  },
};

function answerBody(random: Random, model: string, tokens: { prompt: number; completion: number }, index: number) {
  const content = Array.from({ length: random.whole(1, 8) }, () => random.pick(answers)).join('\n\n');
  return {
    id: `chatcmpl-${index.toString(36)}`,
    object: 'chat.completion',
    created: 1_760_000_000 + index,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: [-0.00012, -1.5e-7],
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: tokens.prompt,
      completion_tokens: tokens.completion,
      total_tokens: tokens.prompt + tokens.completion,
    },
  };
}

function errorBody(random: Random, status: number) {
  const message = status === 429 ? 'Rate limit reached: try again in 1.2s.' : 'The server had an error.';
  return {
    error: { message, type: status === 429 ? 'rate_limit' : 'server_error', param: null, code: random.whole(1, 99) },
  };
}
