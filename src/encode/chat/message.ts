/**
 * Messages as the fine-tuning API takes them: a role, and only the keys that it knows. What it does not take (audio, files,
 * tools that are no functions) makes a message undefined.
 */
import { isText, itemsOf, membersOf, type Stored, textOf } from './stored';
import { all, asStored, list, object, word, type Write } from './write';

type Parts = Readonly<Record<string, (part: Map<string, Stored>) => Write | undefined>>;

const textPart =
  (key: 'text' | 'refusal') =>
  (part: Map<string, Stored>): Write | undefined => {
    const text = part.get(key);
    return isText(text) ? object({ type: word(key), [key]: asStored(text) }) : undefined;
  };

function imagePart(part: Map<string, Stored>): Write | undefined {
  const image = membersOf(part.get('image_url'));
  const [url, detail] = [image.get('url'), image.get('detail')];
  if (!isText(url)) return undefined;
  const image_url = object({ url: asStored(url), detail: isText(detail) ? asStored(detail) : undefined });
  return object({ type: word('image_url'), image_url });
}

const texts: Parts = { text: textPart('text') };

/** The parts that a content may have, by role. The API knows developers' messages as those of the system. */
const roles: Readonly<Record<string, { role: string; parts: Parts }>> = {
  system: { role: 'system', parts: texts },
  developer: { role: 'system', parts: texts },
  user: { role: 'user', parts: { ...texts, image_url: imagePart } },
  assistant: { role: 'assistant', parts: { ...texts, refusal: textPart('refusal') } },
  tool: { role: 'tool', parts: texts },
};

function contentOf(stored: Stored | undefined, known: Parts): Write | undefined {
  if (isText(stored)) return asStored(stored);
  const parts = itemsOf(stored).map((item) => {
    const part = membersOf(item);
    return known[textOf(part.get('type')) ?? '']?.(part);
  });
  const written = all(parts);
  return written && list(written);
}

function toolCall(stored: Stored): Write | undefined {
  const call = membersOf(stored);
  const called = membersOf(call.get('function'));
  const [id, name, given] = [call.get('id'), called.get('name'), called.get('arguments')];
  if (!isText(id) || !isText(name) || !isText(given)) return undefined;
  const named = object({ name: asStored(name), arguments: asStored(given) });
  return object({ id: asStored(id), type: word('function'), function: named });
}

/** A message of any role, as it was sent. */
export function messageOf(stored: Stored): Write | undefined {
  const message = membersOf(stored);
  const known = roles[textOf(message.get('role')) ?? ''];
  if (!known || message.has('function_call') || message.has('audio')) return undefined;
  const { role, parts } = known;
  const [content, name, callId] = [message.get('content'), message.get('name'), message.get('tool_call_id')];
  const written = content && contentOf(content, parts);
  if (content && !written) return undefined;
  if (role === 'assistant') return assistantMessage(message, written);
  if (!written || (role === 'tool' && !isText(callId))) return undefined;
  return object({
    role: word(role),
    content: written,
    name: role !== 'tool' && isText(name) ? asStored(name) : undefined,
    tool_call_id: role === 'tool' && callId ? asStored(callId) : undefined,
  });
}

function assistantMessage(message: Map<string, Stored>, content: Write | undefined): Write | undefined {
  const [name, refusal] = [message.get('name'), message.get('refusal')];
  const calls = itemsOf(message.get('tool_calls'));
  const tool_calls = all(calls.map(toolCall));
  if (calls.length > 0 && !tool_calls) return undefined;
  if (!content && !tool_calls && !isText(refusal)) return undefined;
  return object({
    role: word('assistant'),
    content,
    refusal: isText(refusal) ? asStored(refusal) : undefined,
    name: isText(name) ? asStored(name) : undefined,
    tool_calls: tool_calls && list(tool_calls),
  });
}
