import { api, dataOf, type Schemas } from '../api/client';
import { may } from '../app/session-state';
import { usePages } from '../ui/use-pages';
import { confirm } from '../ui/dialog';
import { words } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { differencesOf } from './differences';
import { draftOf } from './profile';
import { ShowMore } from '../ui/show-more';

type Version = Schemas['ScoringProfileResponse'];

/** Every version with what it changed, and a way back to it. */
export function Versions({ current, onRestored }: { current: number; onRestored: () => void }) {
  const versions = usePages(
    (cursor) =>
      dataOf(
        api.GET('/api/v1/scoring-profile/versions', {
          params: { query: { limit: 10, ...(cursor === undefined ? {} : { cursor }) } },
        }),
      ),
    [current],
  );
  const shown = versions.data?.data ?? [];
  const restore = async (version: Version) => {
    const text = `The profile becomes again what it was in version ${version.version}, as a new version. Scores stay, and are marked as stale.`;
    if (!(await confirm({ title: `Restore version ${version.version}?`, text, action: 'Restore' }))) return;
    try {
      const { version: made } = await dataOf(api.PUT('/api/v1/scoring-profile', { body: draftOf(version) }));
      say(`Version ${version.version} counts again, as version ${made}.`);
      onRestored();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section aria-label="Versions">
      <h2 class="caption">Versions</h2>
      {versions.error !== undefined && <ErrorNotice error={versions.error} onRetry={versions.reload} />}
      <ul class="plain versions">
        {shown.map((version, index) => {
          const before = shown[index + 1];
          return (
            <li key={version.version}>
              <b>Version {version.version}</b>{' '}
              <span class="soft">
                <Time at={version.created_at} />
                {version.version === current && ', counts now'}
              </span>
              {before !== undefined && <Differences before={before} after={version} />}
              {version.version !== current && may('admin') && (
                <button type="button" onClick={() => void restore(version)}>
                  Restore
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <ShowMore of={versions} />
    </section>
  );
}

function Differences({ before, after }: { before: Version; after: Version }) {
  const differences = differencesOf(draftOf(before), draftOf(after));
  if (differences.length === 0) return <p class="soft small">The same as the one before.</p>;
  return (
    <ul class="small">
      {differences.map(({ name, text }) => (
        <li key={name}>
          {words(name)}: {text}
        </li>
      ))}
    </ul>
  );
}
