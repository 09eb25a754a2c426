/** Which lines of a stream may tell something: most hold a word of the answer each. */
const telling = /"model|[tT]oken|_count"/;
const tellingTokens = /[tT]oken|_count"/;

/**
 * The events of a streamed answer that was stored as text, those that may tell of a model or of tokens: server-sent
 * events, or one JSON object a line. None for other text.
 */
export function* eventsOf(text: string): Generator<unknown> {
  let told = telling;
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(at, end);
    at = end + 1;
    const json = line.startsWith('data:') ? line.slice('data:'.length) : line.startsWith('{') ? line : '';
    if (!told.test(json)) continue;
    try {
      yield JSON.parse(json) as unknown;
    } catch {
      continue; // a line that was cut short
    }
    told = tellingTokens;
  }
}

/** Whether a text is a stream of server-sent events. */
export const isEventStream = (text: string): boolean => /^\s*(?:event|data):/.test(text);
