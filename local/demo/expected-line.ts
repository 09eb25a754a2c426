import { sampleLog } from './sample-log';

/** What the demo asks for: a dozen columns and the id that ties a line to the log it came from. */
export const requestedFields = [
  ...['id', 'created_at', 'trace_id', 'ai_provider', 'ai_model', 'request_tokens', 'response_tokens', 'total_tokens'],
  ...['response_time', 'status_code', 'request', 'response', 'metadata'],
];

interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** The line that the log with this number must have become, but for `id` and `created_at`, which the service gives. */
export function expectedLine(index: number): Record<string, unknown> {
  const { request, response, metadata: sent } = sampleLog(index);
  // A trace id among the metadata is a column of its own.
  const { trace_id, ...metadata } = sent;
  const { model } = request.body as { model: string };
  const { usage } = response.body as { usage?: Usage };
  return {
    trace_id,
    ai_provider: request.provider,
    ai_model: model,
    request_tokens: usage?.prompt_tokens ?? null,
    response_tokens: usage?.completion_tokens ?? null,
    total_tokens: usage?.total_tokens ?? null,
    response_time: response.response_time,
    status_code: response.status,
    request: request.body,
    response: response.body,
    metadata,
  };
}
