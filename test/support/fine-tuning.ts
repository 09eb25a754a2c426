/**
 * The rules of a line of OpenAI's fine-tuning format for chats, from its public documentation and API description
 * (FineTuneChatRequestInput). Unknown keys are refused, as its check of a file does.
 */
import { z } from 'zod';

const text = z.string();
const part = z.strictObject({ type: z.literal('text'), text });
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: text.min(1), detail: z.enum(['auto', 'low', 'high']).optional() }),
});
const refusal = z.strictObject({ type: z.literal('refusal'), refusal: text });
const partsOf = <T extends z.ZodType>(item: T) => z.union([text, z.array(item).min(1)]);

const call = z.strictObject({
  id: text.min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: text.min(1), arguments: text }),
});
const assistant = z
  .strictObject({
    role: z.literal('assistant'),
    content: partsOf(z.union([part, refusal])).optional(),
    refusal: text.optional(),
    name: text.optional(),
    tool_calls: z.array(call).min(1).optional(),
  })
  .refine(({ content, refusal: refused, tool_calls }) => (content ?? refused ?? tool_calls) !== undefined);
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: partsOf(part), name: text.optional() }),
  z.strictObject({ role: z.literal('user'), content: partsOf(z.union([part, image])), name: text.optional() }),
  z.strictObject({ role: z.literal('tool'), content: partsOf(part), tool_call_id: text }),
  assistant,
]);

const example = z.strictObject({
  messages: z
    .array(message)
    .min(2)
    .refine((messages) => messages.at(-1)!.role === 'assistant'),
  tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: text.min(1) }) }))
    .min(1)
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
});

/** The example that this line is; throws where the API would not take it. */
export const exampleIn = (line: string) => example.parse(JSON.parse(line));
