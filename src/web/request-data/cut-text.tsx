import { formatBytes } from '../format/numbers';
import { texts } from '../texts';

const SHOWN_CHARACTERS = 4_000;

/** A text as it will be in the file. A very long one is cut short here, and only here. */
export function CutText({ text }: { text: string }) {
  return (
    <>
      <code>{text.slice(0, SHOWN_CHARACTERS)}</code>
      {text.length > SHOWN_CHARACTERS && (
        <span class="muted"> {texts.preview.cut(formatBytes(new TextEncoder().encode(text).length))}</span>
      )}
    </>
  );
}
