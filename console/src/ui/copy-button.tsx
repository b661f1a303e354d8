import { useState } from 'preact/hooks';
import { complain } from './toast';

const SHOWN_MS = 2_000;

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      // Over http, browsers give pages no clipboard.
      complain(new Error('This browser does not let the page copy. Mark the text, and copy it by hand.'));
    }
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {isCopied ? 'Copied' : label}
    </button>
  );
}
