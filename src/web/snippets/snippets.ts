/** Code that does with the API what the page does, for one export. The key is never in it. */
import type { Export } from '../types';
import { curl } from './curl';
import { node } from './node';
import { python } from './python';

const writers = { curl, Node: node, Python: python };
export type Language = keyof typeof writers;
export const languages = Object.keys(writers) as Language[];

export type Task = 'this' | 'again';

export const taskNames = ({ status }: Export): Readonly<Record<Task, string>> => ({
  this: status === 'success' ? 'Download this export' : 'Start, await and download this export',
  again: 'Request the same export again',
});

/** `base`: where the API is, such as `https://logs.example.com/v1`. */
export const writeSnippet = (task: Task, language: Language, exported: Export, base: string): string =>
  writers[language][task](exported, base);
