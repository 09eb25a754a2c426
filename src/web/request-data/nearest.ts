/** How many letters must be put in, taken out or changed to make one text the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
const LONGEST = 100;

/** The known value that a mistyped one most likely means; null where none is near. */
export function nearest(value: string, known: readonly string[]): string | null {
  if (value === '' || value.length > LONGEST || known.includes(value)) return null;
  const wanted = plain(value);
  const ranked = known
    .filter(({ length }) => length <= LONGEST)
    .map((candidate) => ({ candidate, steps: distance(wanted, plain(candidate)) }))
    .sort((a, b) => a.steps - b.steps);
  const [best] = ranked;
  return best && best.steps <= Math.max(1, Math.floor(wanted.length / 4)) ? best.candidate : null;
}

/** The values of a list by commas. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);

/** The list with what is typed last replaced by each known value: what a browser can offer for a list by commas. */
export function completions(text: string, known: readonly string[]): string[] {
  const before = text.includes(',') ? `${text.slice(0, text.lastIndexOf(',') + 1)} ` : '';
  const used = listed(before);
  return known.filter((value) => !used.includes(value)).map((value) => before + value);
}
