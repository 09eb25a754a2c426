import { z } from 'zod';

/** What a key may do. `completions` is needed besides `logs.export` to ask for prompts and completions themselves. */
export const scopes = ['logs.export', 'logs.write', 'logs.view', 'completions', 'admin'] as const;

export const scopeSchema = z.enum(scopes);
export type Scope = z.output<typeof scopeSchema>;
