import { formatBytes } from '../format/numbers';

const SHOWN_CHARACTERS = 4_000;

/** The first lines of the file, as they will be written. A very long one is cut short here, and only here. */
export function SampleLines({ lines }: { lines: readonly string[] }) {
  return (
    <div class="sample">
      <h4>The first lines</h4>
      <ol class="sample-lines" tabIndex={0} aria-label="The first lines, as they will be written">
        {lines.map((line, index) => (
          <li key={index}>
            <code>{line.slice(0, SHOWN_CHARACTERS)}</code>
            {line.length > SHOWN_CHARACTERS && (
              <span class="muted"> … ({formatBytes(new TextEncoder().encode(line).length)} in all)</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
