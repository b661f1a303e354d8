import { useRef, useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { ApiError } from '../api/errors';
import { linkTo, goTo } from '../app/route';
import { may } from '../app/session-state';
import { counted, whole } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { complain } from '../ui/toast';
import { asApiError } from '../ui/use-resource';
import { Columns } from './columns';
import { Counts } from './counts';
import { FilePicker } from './file-picker';
import { type Import, type Mapping, type OnDuplicate, sentFiles } from './import';
import { Rejects } from './rejects';
import { SampleRows } from './sample-rows';
import { Sending } from './sending';
import { useUpload } from './use-upload';

/** Larger files are looked at again when one asks for it, not at each change. */
const LARGE_BYTES = 10_000_000;
const PAUSE_MS = 500;

interface Choice {
  mapping: Mapping;
  onDuplicate: OnDuplicate;
}

interface Props {
  shown: Import;
  onChange: (next: Import) => void;
}

/** What a file would do: how it was read, what becomes of its columns, its first rows, and the counts. */
export function Preview({ shown, onChange }: Props) {
  const [changed, setChanged] = useState<Choice>();
  const [error, setError] = useState<ApiError>();
  const [isStarting, setStarting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const upload = useUpload((next) => {
    setChanged(undefined);
    // Each look is an import of its own; the one before is not wanted any more.
    if (next.id !== shown.id) void drop(shown.id).catch(() => undefined);
    onChange(next);
  });
  const file = sentFiles.get(shown.id);
  const choice = changed ?? { mapping: shown.mapping ?? {}, onDuplicate: shown.on_duplicate };
  const look = (sent: File, next: Choice) => {
    clearTimeout(timer.current);
    upload.start(sent, { isDryRun: true, ...next });
  };
  const choose = (next: Choice) => {
    setChanged(next);
    upload.stop();
    clearTimeout(timer.current);
    if (file === undefined || file.size > LARGE_BYTES) return;
    timer.current = setTimeout(() => look(file, next), PAUSE_MS);
  };
  const start = async () => {
    setStarting(true);
    setError(undefined);
    try {
      onChange(await dataOf(api.POST('/api/v1/imports/{id}/start', { params: { path: { id: shown.id } } })));
    } catch (failure) {
      setError(asApiError(failure));
      setStarting(false);
    }
  };
  const discard = async () => {
    upload.stop();
    clearTimeout(timer.current);
    try {
      await drop(shown.id);
    } catch (failure) {
      complain(failure);
    }
    goTo(linkTo('import'));
  };
  const { created, updated, unchanged } = shown.counts;
  const leads = created + updated + unchanged;
  const isOld = changed !== undefined;

  return (
    <>
      <section class="card" aria-label="What the file would do">
        <h2>{shown.file_name ?? 'The file'}</h2>
        <p class="soft">{describe(shown)}</p>
        {shown.error !== null && (
          <ErrorNotice error={new ApiError(shown.error.error_code, shown.error.message, 0, undefined)} />
        )}
        <Counts counts={shown.counts} isDone={false} />
        {error !== undefined && <ErrorNotice error={error} onRetry={() => void start()} />}
        {may('leads:write') && (
          <div class="acts">
            <button
              type="button"
              class="primary"
              disabled={isStarting || isOld || leads === 0 || shown.error !== null}
              onClick={() => void start()}
            >
              {isStarting ? 'Importing…' : `Import ${counted(leads, 'lead')}`}
            </button>
            {isOld && file !== undefined && upload.sent === undefined && file.size > LARGE_BYTES && (
              <button type="button" class="primary" onClick={() => look(file, choice)}>
                Look again with these columns
              </button>
            )}
            <button type="button" onClick={() => void discard()}>
              Do not import
            </button>
            <span class="soft" role="status">
              {isOld && upload.error === undefined ? 'Looking again…' : ''}
            </span>
          </div>
        )}
      </section>
      <Sending upload={upload} />
      {may('leads:write') && file === undefined && (
        <FilePicker title="To change columns, choose the file once more" onFile={(sent) => look(sent, choice)} />
      )}
      <Columns
        {...choice}
        isReadOnly={file === undefined || isStarting || !may('leads:write')}
        onMapping={(mapping) => choose({ ...choice, mapping })}
        onOnDuplicate={(onDuplicate) => choose({ ...choice, onDuplicate })}
      />
      <SampleRows rows={shown.preview ?? []} isOld={isOld} />
      <Rejects rejects={shown.rejects} count={shown.counts.rejected} />
    </>
  );
}

async function drop(id: string): Promise<void> {
  await api.DELETE('/api/v1/imports/{id}', { params: { path: { id } } });
}

const SEPARATORS: Record<string, string> = {
  '\t': 'separated by tabs',
  ';': 'separated by semicolons',
  ',': 'separated by commas',
  '|': 'separated by bars (|)',
};

function describe({ format, encoding, separator, counts }: Import): string {
  const parts = [
    format?.toUpperCase(),
    encoding?.toUpperCase(),
    separator === null ? undefined : (SEPARATORS[separator] ?? `separated by ${separator}`),
    `${whole(counts.read)} rows`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
