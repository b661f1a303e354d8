import { whole } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { EncodingChoice } from './encoding-choice';
import type { Upload } from './use-upload';

/** How much of a file is sent, or why it was not. */
export function Sending({ upload }: { upload: Upload }) {
  const { sent, error, retry, stop } = upload;
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} onRetry={retry} />}
      {error?.code === 'UNKNOWN_ENCODING' && <EncodingChoice upload={upload} />}
      {sent !== undefined && (
        <section class="card" aria-label="Sending the file">
          <p class="soft" role="status">
            {sent < 1 ? `Sending the file: ${whole(sent * 100)} %` : 'Reading the file…'}
          </p>
          <Progress label="Sent" done={sent} total={1} />
          <div class="acts">
            <button type="button" onClick={stop}>
              Stop
            </button>
          </div>
        </section>
      )}
    </>
  );
}
