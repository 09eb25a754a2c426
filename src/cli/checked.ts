import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';

export function numberOf(value: string): number {
  return value.trim() === '' ? NaN : Number(value);
}

/** A flag's value as the API's own schema takes it. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fault = Number.isNaN(value) ? 'must be a number' : parsed.error.issues[0]!.message;
  // Zod's own words are a sentence; ours go on from "It".
  throw new InvalidArgumentError(/^[A-Z]/.test(fault) ? `${fault}.` : `It ${fault}.`);
}
