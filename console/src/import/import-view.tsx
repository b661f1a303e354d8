import { useEffect } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { droppedFile } from '../app/drop-anywhere';
import { goTo, linkTo, section } from '../app/route';
import { may } from '../app/session-state';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Lost } from '../ui/progress';
import { useLive } from '../ui/use-live';
import { useResource } from '../ui/use-resource';
import { EarlierImports } from './earlier-imports';
import { FilePicker } from './file-picker';
import { type Import, isMoving } from './import';
import { Outcome } from './outcome';
import { Preview } from './preview';
import { Sending } from './sending';
import { useUpload } from './use-upload';

export default function ImportView() {
  const id = section.value;
  return (
    <div class="page">
      <header class="bar">
        <h1>Import</h1>
        {id !== '' && (
          <a class="end" href={linkTo('import')}>
            Import another file
          </a>
        )}
      </header>
      {id === '' ? <NewImport /> : <OneImport id={id} />}
      <EarlierImports shownId={id} />
    </div>
  );
}

/** A file that is looked at first: nothing is stored before its preview is confirmed. */
function NewImport() {
  const upload = useUpload(({ id }) => goTo(linkTo(`import/${id}`)));
  const look = (file: File) => upload.start(file, { isDryRun: true });
  const dropped = droppedFile.value;
  useEffect(() => {
    if (dropped === undefined) return;
    droppedFile.value = undefined;
    look(dropped);
  }, [dropped]);
  if (!may('leads:write')) return <p class="soft">Your key may look at imports, but not import files.</p>;
  return (
    <>
      {upload.sent === undefined && <FilePicker onFile={look} />}
      <Sending upload={upload} />
    </>
  );
}

/** An import by its address: its preview, its progress, or what came of it, also after a reload. */
function OneImport({ id }: { id: string }) {
  const stored = useResource(
    (signal) => dataOf(api.GET('/api/v1/imports/{id}', { params: { path: { id } }, signal })),
    [id],
  );
  const one = stored.data;
  const url = one?.id === id && isMoving(one) ? `/api/v1/imports/${id}/events` : undefined;
  const isLost = useLive<Import>(url, stored.set, (next) => !isMoving(next));
  const show = (next: Import) => {
    stored.set(next);
    if (next.id !== id) goTo(linkTo(`import/${next.id}`), true);
  };
  if (one === undefined)
    return stored.error === undefined ? <Skeleton /> : <ErrorNotice error={stored.error} onRetry={stored.reload} />;
  return (
    <>
      <Lost isLost={isLost} />
      {stored.error !== undefined && <ErrorNotice error={stored.error} onRetry={stored.reload} />}
      {one.state === 'ready' ? (
        <Preview shown={one} onChange={show} />
      ) : (
        <Outcome key={one.id} shown={one} onChange={show} />
      )}
    </>
  );
}
