export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** The samples of a text in Prometheus's format; throws at a line that is none. */
export function parseExposition(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a sample: ${line}`);
    const pairs = [...labels.matchAll(LABEL)].map(([, label, content]) => [label!, content!] as const);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

/** What a process exports now. */
export async function scrape(url: string) {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  const text = await answer.text();
  const samples = parseExposition(text);
  return {
    text,
    samples,
    /** The sum of the samples that have these labels, or undefined where there are none. */
    value(name: string, labels: Record<string, string> = {}): number | undefined {
      const matching = samples.filter(
        (sample) => sample.name === name && Object.entries(labels).every(([label, v]) => sample.labels[label] === v),
      );
      return matching.length === 0 ? undefined : matching.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
