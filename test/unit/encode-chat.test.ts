import fc from 'fast-check';
import { BSON } from 'mongodb';
import { compileChatEncoder } from '../../src/encode/chat/encoder';
import { Output } from '../../src/encode/output';
import { nothingOmitted } from '../../src/model/omissions';
import { documents, serialize } from '../support/bson';
import { exampleIn } from '../support/fine-tuning';

const ask = { role: 'user', content: 'Why is the sky blue?' };
const answer = { role: 'assistant', content: 'Rayleigh scattering.' };
const chosen = (message: object, ...others: object[]) => ({
  choices: [message, ...others].map((one, index) => ({ index, message: one, finish_reason: 'stop' })),
});
const called = (id: string, name = 'weather', given = '{"city":"Oslo"}') => ({
  id,
  type: 'function',
  function: { name, arguments: given },
});
const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object' }, strict: true } };
const messages = [ask];

/** What the file holds of such a log: the line, or why there is none. */
function encode(request: unknown, response: unknown, metrics: object = { response_status_code: 200 }) {
  const omitted = nothingOmitted();
  const out = new Output(0);
  const log = BSON.serialize({ request: { body: request }, response: { body: response }, metrics });
  const isWritten = compileChatEncoder(omitted)(log, out);
  const text = out.take().toString();
  return isWritten ? exampleIn(text) : { skipped: omitted.skipped, text };
}
const skipped = (reason: string) => ({ skipped: { [reason]: 1 }, text: '' });

test.each<[string, object, object, unknown]>([
  ['a question and its answer', { messages }, chosen(answer), { messages: [ask, answer] }],
  [
    'of several choices the first',
    { messages },
    chosen(answer, { ...answer, content: 'No.' }),
    { messages: [ask, answer] },
  ],
  [
    'a developer, whose message is one of the system',
    { messages: [{ role: 'developer', content: 'Be brief.' }, ask] },
    chosen(answer),
    { messages: [{ role: 'system', content: 'Be brief.' }, ask, answer] },
  ],
  [
    'an image by its URL, and no key that is not known',
    {
      messages: [
        {
          role: 'user',
          cache_control: 1,
          content: [
            { type: 'text', text: 'What is it?', cache_control: {} },
            { type: 'image_url', image_url: { url: 'https://x.dev/a.png', detail: 'low', more: 1 } },
          ],
        },
      ],
    },
    chosen({ ...answer, annotations: [], audio: null, refusal: null, tool_calls: [] }),
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url: 'https://x.dev/a.png', detail: 'low' } },
          ],
        },
        answer,
      ],
    },
  ],
  [
    'calls of tools and their results',
    {
      tools: [tool],
      parallel_tool_calls: false,
      messages: [
        ask,
        { role: 'assistant', content: null, tool_calls: [called('a')] },
        { role: 'tool', tool_call_id: 'a', content: '12 °C', name: 'weather' },
      ],
    },
    chosen({ role: 'assistant', content: null, tool_calls: [{ ...called('b'), index: 0 }] }),
    {
      messages: [
        ask,
        { role: 'assistant', tool_calls: [called('a')] },
        { role: 'tool', content: '12 °C', tool_call_id: 'a' },
        { role: 'assistant', tool_calls: [called('b')] },
      ],
      tools: [tool],
      parallel_tool_calls: false,
    },
  ],
  [
    'a refusal',
    { messages, tools: [], parallel_tool_calls: true },
    chosen({ role: 'assistant', content: null, refusal: 'I can’t.' }),
    { messages: [ask, { role: 'assistant', refusal: 'I can’t.' }] },
  ],
])('%s', (_what, request, response, example) => expect(encode(request, response)).toEqual(example));

const delta = (more: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: more, finish_reason }],
});
const pieces = [
  delta({ role: 'assistant', content: '' }),
  { choices: [{ index: 1, delta: { content: 'not the first' } }] },
  delta({ content: 'Rayleigh ' }),
  delta({ content: 'scattering.' }),
  delta({}, 'stop'),
  { choices: [], usage: { total_tokens: 3 } },
];
const events = (of: readonly unknown[]) => [...of.map((piece) => `data: ${JSON.stringify(piece)}`), 'data: [DONE]', ''];

test.each<[string, unknown]>([
  ['events as text', events(pieces).join('\n\n')],
  ['lines of JSON', pieces.map((piece) => JSON.stringify(piece)).join('\n')],
  ['a list of pieces', pieces],
  ['one text of JSON', JSON.stringify(chosen(answer))],
])('an answer that is stored as %s is put together', (_what, response) =>
  expect(encode(JSON.stringify({ messages }), response)).toEqual({ messages: [ask, answer] }),
);

test('calls of tools that were streamed are put together', () => {
  const call = (index: number, more: object) => delta({ tool_calls: [{ index, ...more }] });
  const streamed = [
    call(0, { id: 'a', type: 'function', function: { name: 'weather', arguments: '' } }),
    call(1, { id: 'b', type: 'function', function: { name: 'weather', arguments: '{' } }),
    call(0, { function: { arguments: '{"city":' } }),
    call(1, { function: { arguments: '}' } }),
    call(0, { function: { arguments: '"Oslo"}' } }),
    delta({}, 'tool_calls'),
  ];
  const tool_calls = [called('a'), called('b', 'weather', '{}')];
  expect(encode({ messages }, streamed)).toEqual({ messages: [ask, { role: 'assistant', tool_calls }] });
});

test.each<[string, unknown, unknown, string]>([
  ['no body', undefined, chosen(answer), 'not_chat'],
  ['an embedding', { input: 'text' }, { data: [] }, 'not_chat'],
  ['no message', { messages: [] }, chosen(answer), 'not_chat'],
  ['a text that is no JSON', 'upstream', chosen(answer), 'not_chat'],
  ['no choice', { messages }, { choices: [] }, 'no_answer'],
  ['an error page', { messages }, 'upstream timed out', 'no_answer'],
  ['an empty answer', { messages }, chosen({ role: 'assistant', content: '' }), 'no_answer'],
  ['an answer of another role', { messages }, chosen(ask), 'no_answer'],
  ['a stream that was cut off', { messages }, pieces.slice(0, 3), 'no_answer'],
  ['audio', { messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] }, chosen(answer), 'unsupported'],
  ['a message without content', { messages: [{ role: 'user' }] }, chosen(answer), 'unsupported'],
  ['a role that is not known', { messages: [{ ...ask, role: 'critic' }] }, chosen(answer), 'unsupported'],
  ['a custom tool', { messages, tools: [{ type: 'custom' }] }, chosen(answer), 'unsupported'],
  ['the earlier functions', { messages, functions: [{ name: 'f' }] }, chosen(answer), 'unsupported'],
  ['a result of no call', { messages: [{ role: 'tool', content: 'x' }] }, chosen(answer), 'unsupported'],
])('%s is left out and counted', (_what, request, response, reason) =>
  expect(encode(request, response)).toEqual(skipped(reason)),
);

test.each([
  { response_status_code: 429 },
  { response_status_code: '500' },
  { is_success: false },
  { is_success: 0, response_status_code: 200 },
])('a log of %j is not successful', (metrics) =>
  expect(encode({ messages }, chosen(answer), metrics)).toEqual(skipped('not_successful')),
);

test('texts and schemas keep every character and digit', () => {
  const seed = BSON.Long.fromString('9007199254740993');
  const out = new Output(0);
  const log = BSON.serialize({
    request: { body: { messages: [{ role: 'user', content: 'a\u2028"😀\n' }], tools: [{ ...tool, seed }] } },
    response: { body: chosen(answer) },
  });
  expect(compileChatEncoder(nothingOmitted())(log, out)).toBe(true);
  const line = out.take().toString();
  expect(line).toContain('"content":"a\\u2028\\"😀\\n"');
  expect(line).toContain('"seed":9007199254740993');
  expect(line.endsWith('}\n')).toBe(true);
});

test('any document is an example that the API takes, or is left out', () => {
  fc.assert(
    fc.property(documents, documents, (request, response) => {
      const omitted = nothingOmitted();
      const out = new Output(0);
      const log = serialize(
        new Map([
          ['request', new Map([['body', request]])],
          ['response', new Map([['body', response]])],
        ]),
      );
      expect(compileChatEncoder(omitted)(log, out)).toBe(false);
      expect(out.length).toBe(0);
    }),
    { numRuns: 100 },
  );
});
