/** A point on the way of an event at which its process can die: this command is never passed on. */
export interface Point {
  name: string;
  isAt(command: Record<string, unknown>, text: string): boolean;
}

const TELLS = /"(export\.(succeeded|failed|stopped)|schedule\.(paused|failing))"/;
const RECORDS = new Set<unknown>(['exports', 'schedules']);

/** In the order in which an event passes them. */
export const points: readonly Point[] = [
  // Nothing may be told of that.
  { name: 'before the update', isAt: ({ findAndModify }, text) => RECORDS.has(findAndModify) && TELLS.test(text) },
  { name: 'before its audit entry', isAt: ({ insert }, text) => insert === 'audit' && TELLS.test(text) },
  { name: 'before its delivery is made', isAt: ({ insert }) => insert === 'webhook_deliveries' },
  {
    name: 'before it leaves the outbox',
    isAt: ({ update }, text) => RECORDS.has(update) && text.includes('"$pull":{"outbox"'),
  },
  { name: 'after it was sent', isAt: ({ update }) => update === 'webhook_deliveries' },
];
