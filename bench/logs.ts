const FIRST = Date.UTC(2026, 2, 9);
const SPACING_MS = 1_000;

const words = 'the answer depends on how the tokens are counted, so "quote" it and check\nthen café – 你好 again'.split(
  ' ',
);

/** That many characters, which differ from one seed to the next; of long ones most is a repeated piece, made once. */
function prose(length: number, seed: number): string {
  const piece = Array.from({ length: 64 }, (_, i) => words[((seed + i) * 7 + ((seed + i) >> 3)) % words.length]).join(
    ' ',
  );
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** When the log with this number was made. */
export const timeOf = (index: number) => new Date(FIRST + index * SPACING_MS);

/** A chat completion as the gateway stores it; `bytes` is about what the whole document takes. */
export function benchLog(bytes: number, index: number, owner: { organisation: string; workspace: string }) {
  const content = Math.max(24, bytes - (bytes > 1_000 ? 1_500 : 460));
  const turn = { role: 'user', content: prose(content >> 1, index) };
  const answer = { role: 'assistant', content: prose(content >> 1, index + 5) };
  const metrics = {
    workspace_slug: owner.workspace,
    trace_id: `trace-${index}-7f3c`,
    ai_org: 'openai',
    ai_model: 'gpt-4o-mini',
    req_units: 412 + index,
    res_units: 128,
    total_units: 540 + index,
    cost: 0.0138 + index / 1_000,
    response_time: 1834.2,
    response_status_code: 200,
    is_success: true,
  };
  const more = {
    cost_currency: 'USD',
    config: 'pc-prod-9b1f4e',
    prompt_slug: 'support-answer',
    request_url: 'https://api.openai.com/v1/chat/completions',
    request_method: 'POST',
    cache_status: 'MISS',
    cache_type: 'SIMPLE',
    stream_mode: 0,
    retry_success_count: 0,
    mode: 'SINGLE',
    virtual_key: 'openai-prod-4a9d',
    runtime: 'node',
    runtime_version: 'v20.18.1',
    sdk_version: '1.9.0',
    prompt_version_id: 'pv-53e0',
    span_id: `span-${index}`,
    api_key_id: 'b7d1f0c2',
    'metadata.key': ['_user', 'environment', 'team', 'ticket'],
    'metadata.value': [`user-${index}`, 'production', 'support', `s-${index * 31}`],
  };
  return {
    _id: `${owner.organisation}-${owner.workspace}-${String(index).padStart(9, '0')}`,
    organisation_id: owner.organisation,
    created_at: timeOf(index),
    request: {
      url: 'https://api.openai.com/v1/chat/completions',
      body: { model: 'gpt-4o-mini', temperature: 0.7, max_tokens: 1024, stream: false, messages: [turn] },
    },
    response: {
      status: 200,
      body: {
        id: `chatcmpl-${index}`,
        object: 'chat.completion',
        created: 1_773_050_000 + index,
        model: 'gpt-4o-mini-2024-07-18',
        choices: [{ index: 0, message: answer, finish_reason: 'stop' }],
        usage: { prompt_tokens: 412 + index, completion_tokens: 128, total_tokens: 540 + index },
      },
    },
    metrics: bytes > 1_000 ? { ...metrics, ...more } : metrics,
  };
}
