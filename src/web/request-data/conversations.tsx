import { texts } from '../texts';
import { CutText } from './cut-text';

/** A line of a fine-tuning set, as the service writes it. */
interface Example {
  messages: readonly Message[];
}

interface Message {
  role: keyof typeof words.roles;
  content?: string | readonly Part[];
  refusal?: string;
  tool_calls?: readonly { function: { name: string; arguments: string } }[];
}

type Part =
  | { type: 'text'; text: string }
  | { type: 'refusal'; refusal: string }
  | { type: 'image_url'; image_url: { url: string } };

const words = texts.preview.chat;

/** Lines of a fine-tuning set as the conversations that they are. No image is fetched: its address is shown. */
export function Conversations({ lines }: { lines: readonly string[] }) {
  return (
    <ol class="conversations">
      {lines.map((line, index) => (
        <li key={index}>
          {(JSON.parse(line) as Example).messages.map((message, at) => (
            <Bubble key={at} message={message} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Bubble({ message: { role, content = [], refusal, tool_calls = [] } }: { message: Message }) {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return (
    <div class={`bubble ${role}`}>
      <p class="bubble-role">{words.roles[role]}</p>
      {parts.map((part, index) => (
        <Labelled key={index} {...shownOf(part)} />
      ))}
      {refusal !== undefined && <Labelled label={words.refusal} text={refusal} />}
      {tool_calls.map(({ function: called }, index) => (
        <Labelled key={index} label={words.calls(called.name)} text={called.arguments} />
      ))}
    </div>
  );
}

function shownOf(part: Part): { label?: string; text: string } {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'refusal') return { label: words.refusal, text: part.refusal };
  return { label: words.image, text: part.image_url.url };
}

const Labelled = ({ label, text }: { label?: string; text: string }) => (
  <p>
    {label !== undefined && <span class="bubble-label">{label} </span>}
    <CutText text={text} />
  </p>
);
