import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** A command to copy. */
export function Command({ text }: { text: string }): JSX.Element {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div class="command">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button type="button" class="quiet" onClick={() => void navigator.clipboard?.writeText(text).then(() => setIsCopied(true))}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
