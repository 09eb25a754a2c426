import type { Format } from '../types';

export const formats = [
  { value: 'jsonl', label: 'JSON lines', hint: '.jsonl' },
  { value: 'jsonl.gz', label: 'JSON lines, compressed', hint: '.jsonl.gz' },
] as const satisfies readonly { value: Format; label: string; hint: string }[];
