/** Code that does with the API what the page does, for one export. The key is never in it. */
import { isExpired } from '../format/export-names';
import { texts } from '../texts';
import type { Export } from '../types';
import { curl } from './curl';
import { isReady } from './exported-request';
import { node } from './node';
import { python } from './python';

const writers = { curl, Node: node, Python: python };
export type Language = keyof typeof writers;
export const languages = Object.keys(writers) as Language[];

export type Task = 'this' | 'again';

/** What there is code for, by name. An export whose file is gone can only be requested again. */
export const taskNames = (exported: Export): Readonly<Partial<Record<Task, string>>> => ({
  ...(!isExpired(exported) && { this: isReady(exported) ? texts.snippets.download : texts.snippets.run }),
  again: texts.snippets.again,
});

/** `base`: where the API is, such as `https://logs.example.com/v1`. */
export const writeSnippet = (task: Task, language: Language, exported: Export, base: string): string =>
  writers[language][task](exported, base);
