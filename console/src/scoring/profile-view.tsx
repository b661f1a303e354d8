import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import type { ApiError } from '../api/errors';
import { linkTo } from '../app/route';
import { may } from '../app/session-state';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { say } from '../ui/toast';
import { Time } from '../ui/time';
import { asApiError, useResource } from '../ui/use-resource';
import { Preview, type ProfilePreview } from './preview';
import { ProfileForm } from './profile-form';
import { Versions } from './versions';
import { draftOf, problemsOf, type Profile } from './profile';

/** What was changed and not saved outlives a look at another view. */
let unsaved: { version: number; draft: Profile } | undefined;
/** The version that was saved here last, whose scores are still to be made. */
const saved = signal<number | undefined>(undefined);

/** The profile as a form, and its versions. */
export function ProfileView() {
  const stored = useResource(() => dataOf(api.GET('/api/v1/scoring-profile')), []);
  return (
    <>
      <p class="soft">
        What a good customer looks like. Rules score by it exactly; language models are told it, and their ratings are
        weighted by it.
        {stored.data !== undefined && (
          <>
            {' '}
            Version {stored.data.version}, <Time at={stored.data.created_at} />.
          </>
        )}
      </p>
      {stored.error !== undefined && <ErrorNotice error={stored.error} onRetry={stored.reload} />}
      {stored.data === undefined ? (
        stored.error === undefined && <Skeleton lines={8} />
      ) : (
        <>
          <Editor
            key={stored.data.version}
            version={stored.data.version}
            stored={draftOf(stored.data)}
            onSaved={stored.reload}
          />
          <Versions current={stored.data.version} onRestored={stored.reload} />
        </>
      )}
    </>
  );
}

function Editor({ version, stored, onSaved }: { version: number; stored: Profile; onSaved: () => void }) {
  const [draft, setShown] = useState(unsaved?.version === version ? unsaved.draft : stored);
  const setDraft = (next: Profile) => {
    unsaved = { version, draft: next };
    setShown(next);
  };
  const [preview, setPreview] = useState<{ of: Profile; result: ProfilePreview }>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState<'preview' | 'save'>();
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored);
  const problems = problemsOf(draft);
  const isReadOnly = !may('admin');

  const run = async (what: 'preview' | 'save', work: () => Promise<void>) => {
    setBusy(what);
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      setError(asApiError(failure));
    }
    setBusy(undefined);
  };
  const look = () =>
    run('preview', async () => {
      setPreview({ of: draft, result: await dataOf(api.POST('/api/v1/scoring-profile/preview', { body: draft })) });
    });
  const save = () =>
    run('save', async () => {
      const { version } = await dataOf(api.PUT('/api/v1/scoring-profile', { body: draft }));
      say(`Version ${version} counts from now on. Scores made before are marked as stale.`, () => {
        void run('save', async () => {
          await api.PUT('/api/v1/scoring-profile', { body: stored });
          onSaved();
        });
      });
      saved.value = version;
      onSaved();
    });

  return (
    <>
      <ProfileForm draft={draft} onChange={setDraft} isReadOnly={isReadOnly} />
      {problems.map((problem) => (
        <p key={problem} class="notice warn" role="status">
          {problem}
        </p>
      ))}
      {error !== undefined && <ErrorNotice error={error} />}
      {preview !== undefined && <Preview {...preview.result} isOld={preview.of !== draft} />}
      {saved.value === version && !isChanged && (
        <p class="notice good" role="status">
          Version {version} is saved. Leads keep their scores until they are scored again.{' '}
          <a href={linkTo('runs/new')}>See what scoring them again would cost</a>
        </p>
      )}
      {!isReadOnly && (
        <div class="acts sticky">
          <button
            type="button"
            disabled={!isChanged || problems.length > 0 || busy !== undefined}
            onClick={() => void look()}
          >
            {busy === 'preview' ? 'Scoring your leads…' : 'See what would change'}
          </button>
          <button
            type="button"
            class="primary"
            disabled={!isChanged || problems.length > 0 || busy !== undefined}
            onClick={() => void save()}
          >
            {busy === 'save' ? 'Saving…' : 'Save as a new version'}
          </button>
          {isChanged && (
            <button type="button" class="link" onClick={() => setDraft(stored)}>
              Take the changes back
            </button>
          )}
        </div>
      )}
    </>
  );
}
