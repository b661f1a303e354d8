import { useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { ApiError } from '../api/errors';
import { linkTo } from '../app/route';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { counted, duration, whole } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { Progress } from '../ui/progress';
import { Time } from '../ui/time';
import { complain } from '../ui/toast';
import { Counts } from './counts';
import { type Import, isMoving } from './import';
import { Mend } from './mend';

const TITLES: Record<Import['state'], string> = {
  receiving: 'The file is being received…',
  ready: 'Ready to be imported',
  merging: 'Importing…',
  completed: 'Imported',
  cancelled: 'Cancelled. What was imported before stays.',
  failed: 'The import failed. Nothing of what is left will be imported.',
};

interface Props {
  shown: Import;
  onChange: (next: Import) => void;
}

/** How far an import is, and in the end what came of it. */
export function Outcome({ shown, onChange }: Props) {
  const { id, state, counts, error } = shown;
  const [isCancelling, setCancelling] = useState(false);
  const cancel = async () => {
    const text = 'What is imported already stays. The rows that wait are dropped.';
    if (!(await confirm({ title: 'Cancel this import?', text, action: 'Cancel the import' }))) return;
    setCancelling(true);
    try {
      onChange(await dataOf(api.DELETE('/api/v1/imports/{id}', { params: { path: { id } } })));
    } catch (failure) {
      complain(failure);
    }
    setCancelling(false);
  };
  const done = counts.created + counts.updated + counts.unchanged;
  return (
    <>
      <section class="card" aria-label="What came of the file">
        <h2 aria-live="polite">{TITLES[state]}</h2>
        <p class="soft">
          {shown.file_name} · {counted(counts.read, 'row')}
          {shown.ended_at !== null && (
            <>
              {' · '}
              <Time at={shown.ended_at} />
            </>
          )}
          {state === 'merging' && paceOf(shown)}
        </p>
        {isMoving(shown) && (
          <Progress label="Imported" done={done} failed={counts.rejected} total={Math.max(1, counts.read)} />
        )}
        <Counts counts={counts} isDone={!isMoving(shown)} />
        {error !== null && <ErrorNotice error={new ApiError(error.error_code, error.message, 0, undefined)} />}
        <div class="acts">
          {state === 'completed' && done > 0 && may('leads:write') && (
            <a class="button primary" href={linkTo('runs/new')}>
              Score what is not scored yet
            </a>
          )}
          {!isMoving(shown) && done > 0 && (
            <a class="button" href={linkTo('leads', new URLSearchParams({ sort: '-updated_at' }))}>
              See the leads
            </a>
          )}
          {isMoving(shown) && may('leads:write') && (
            <button type="button" class="danger" disabled={isCancelling} onClick={() => void cancel()}>
              Cancel
            </button>
          )}
        </div>
      </section>
      {!isMoving(shown) && counts.rejected > 0 && <Mend shown={shown} />}
    </>
  );
}

function paceOf({ rows_per_second: rate, eta_seconds: left }: Import): string {
  const parts = [
    rate === null ? '' : ` · ${whole(rate)} rows a second`,
    left === null ? '' : ` · about ${duration(left)} left`,
  ];
  return parts.join('');
}
