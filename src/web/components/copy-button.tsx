import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts';
import { useNotify } from './notices';
import { Button } from './button';

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const notify = useNotify();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      notify(texts.copyFailed(what), 'problem');
    }
  };
  return (
    <Button
      kind="quiet"
      icon={copied ? 'check' : 'copy'}
      onClick={() => void copy()}
      label={`${texts.copy} the ${what}`}
    >
      <span aria-live="polite">{copied ? texts.copied : texts.copy}</span>
    </Button>
  );
}
