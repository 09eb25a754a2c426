/**
 * Everything that a workflow's history says, as texts: its strings as they are, and its payloads decoded, so that a
 * search finds what an operator would find.
 */
export function textsOf(history: unknown): string[] {
  if (typeof history === 'string') return [history];
  if (Array.isArray(history)) return history.flatMap(textsOf);
  if (typeof history !== 'object' || history === null) return [];
  return Object.entries(history).flatMap(([name, value]) => {
    if (name === 'data' && typeof value === 'string') return [Buffer.from(value, 'base64').toString()];
    return [name, ...textsOf(value)];
  });
}

/** What may stand in no history: an API key, a signed URL, and what the caller says the logs hold. */
export const forbiddenIn = (history: unknown, content: readonly string[]) =>
  textsOf(history).filter((text) => ['lxk_', 'X-Goog-', ...content].some((secret) => text.includes(secret)));
