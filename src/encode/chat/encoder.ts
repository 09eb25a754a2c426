import { count, type Omitted } from '../../model/omissions';
import { BsonType, openSource, type Source } from '../bson';
import { valueWriters } from '../column-value';
import { Output } from '../output';
import { compilePaths, createFound, findPaths } from '../paths';
import type { RowEncoder } from '../rows';
import { writeAscii } from '../scalars';
import { answerBodyOf, bodyOf } from './body';
import { messageOf } from './message';
import { itemsOf, membersOf, type Stored, textOf } from './stored';
import { all, asStored, list, object, type Write } from './write';

/** Why a log is left out. */
export type SkipReason = 'not_successful' | 'not_chat' | 'no_answer' | 'unsupported';

const paths = compilePaths(['request.body', 'response.body', 'metrics.response_status_code', 'metrics.is_success']);

/** Writes a log of the chat endpoint as one example for fine-tuning, and counts the logs that are none by reason. */
export function compileChatEncoder(omitted: Omitted): RowEncoder {
  const found = createFound(paths);
  const stored = (source: Source, slot: number): Stored | undefined => {
    const type = found.types[slot]!;
    return type === 0 || type === BsonType.null ? undefined : { source, type, at: found.offsets[slot]! };
  };
  return (bson, out) => {
    const start = out.length;
    try {
      const source = openSource(bson);
      findPaths(paths, source, found);
      const [request, response, status, isSuccess] = [0, 1, 2, 3].map((slot) => stored(source, slot));
      const example = isFailure(status, isSuccess) ? 'not_successful' : exampleOf(request, response);
      if (typeof example === 'string') {
        count(omitted.skipped, example);
        return false;
      }
      example(out);
      writeAscii(out, '\n');
      return true;
    } catch (error) {
      out.length = start;
      throw error;
    }
  };
}

const scratch = new Output(64);

/** What an export writes of a value of this kind. */
function written(kind: 'number' | 'flag', { source, type, at }: Stored): string {
  scratch.length = 0;
  valueWriters[kind](scratch, source, type, at);
  return scratch.bytes.toString('latin1', 0, scratch.length);
}

function isFailure(status: Stored | undefined, isSuccess: Stored | undefined): boolean {
  if (isSuccess && written('flag', isSuccess) === '0') return true;
  const code = status ? Number(written('number', status)) : NaN;
  return code < 200 || code >= 300;
}

function exampleOf(requestBody: Stored | undefined, responseBody: Stored | undefined): Write | SkipReason {
  const request = membersOf(bodyOf(requestBody));
  const sent = itemsOf(request.get('messages'));
  if (sent.length === 0) return 'not_chat';
  const [choice] = itemsOf(membersOf(answerBodyOf(responseBody)).get('choices'));
  const answer = choice && membersOf(choice).get('message');
  if (!answer || !isAnswer(membersOf(answer))) return 'no_answer';

  const messages = all([...sent, answer].map(messageOf));
  const offered = itemsOf(request.get('tools'));
  const isOffered = offered.every((tool) => textOf(membersOf(tool).get('type')) === 'function');
  if (!messages || !isOffered || request.has('functions')) return 'unsupported';
  const tools = request.get('tools');
  const parallel = request.get('parallel_tool_calls');
  const hasTools = tools !== undefined && offered.length > 0;
  return object({
    messages: list(messages),
    tools: hasTools ? asStored(tools) : undefined,
    parallel_tool_calls: hasTools && parallel?.type === BsonType.bool ? asStored(parallel) : undefined,
  });
}

/** Whether it is an assistant that said, refused or called something. */
const isAnswer = (answer: Map<string, Stored>): boolean =>
  textOf(answer.get('role')) === 'assistant' &&
  (itemsOf(answer.get('tool_calls')).length > 0 ||
    ['content', 'refusal', 'function_call', 'audio'].some((key) => answer.has(key) && textOf(answer.get(key)) !== ''));
