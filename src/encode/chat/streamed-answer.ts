/** An answer that was streamed and is stored as its pieces, put together as the endpoint answers it whole. */
import { fieldOf } from '../../model/json';

interface ToolCall {
  id: unknown;
  function: { name: string; arguments: string };
}
interface Answer {
  content: string | null;
  refusal: string | null;
  tool_calls: ToolCall[];
}

/** The pieces in a text of server-sent events, or of one JSON object a line. */
export function piecesIn(text: string): unknown[] {
  const lines = text.split('\n').map((line) => (line.startsWith('data:') ? line.slice('data:'.length) : line).trim());
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);
}

/** The first choice of these pieces; undefined where its end is missing. */
export function answerOf(pieces: readonly unknown[]): object | undefined {
  const answer: Answer = { content: null, refusal: null, tool_calls: [] };
  let isWhole = false;
  for (const piece of pieces) {
    const choices = fieldOf(piece, 'choices');
    const choice = Array.isArray(choices) ? (choices as unknown[]).find(isFirst) : undefined;
    isWhole ||= typeof fieldOf(choice, 'finish_reason') === 'string';
    addTo(answer, fieldOf(choice, 'delta'));
  }
  const message = { role: 'assistant', ...answer, tool_calls: answer.tool_calls.filter(Boolean) };
  return isWhole ? { choices: [{ message }] } : undefined;
}

const isFirst = (choice: unknown) => (fieldOf(choice, 'index') ?? 0) === 0;

function addTo(answer: Answer, delta: unknown): void {
  for (const key of ['content', 'refusal'] as const) {
    const more = fieldOf(delta, key);
    if (typeof more === 'string') answer[key] = (answer[key] ?? '') + more;
  }
  const calls = fieldOf(delta, 'tool_calls');
  for (const call of Array.isArray(calls) ? (calls as unknown[]) : []) {
    const index = fieldOf(call, 'index') ?? answer.tool_calls.length;
    if (typeof index !== 'number' || index < 0 || index > 1_000) continue;
    const whole = (answer.tool_calls[index] ??= { id: undefined, function: { name: '', arguments: '' } });
    whole.id ??= fieldOf(call, 'id');
    for (const key of ['name', 'arguments'] as const) {
      const more = fieldOf(fieldOf(call, 'function'), key);
      if (typeof more === 'string') whole.function[key] += more;
    }
  }
}
