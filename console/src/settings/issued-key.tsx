import type { Schemas } from '../api/client';
import { CopyButton } from '../ui/copy-button';

/** A new key, which is shown this once. */
export function IssuedKey({ issued }: { issued: Schemas['IssuedApiKeyResponse'] }) {
  return (
    <div class="notice good" role="status">
      <p>
        The key <b>{issued.name}</b>. It is shown this once; keep it now.
      </p>
      <code>{issued.key}</code>
      <CopyButton text={issued.key ?? ''} label="Copy the key" />
    </div>
  );
}
