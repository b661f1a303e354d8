import { api, dataOf } from '../api/client';
import { session } from '../app/session-state';
import { duration, milliseconds, whole } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';

export function About() {
  const health = useResource(() => dataOf(api.GET('/health/detailed')), []);
  const { data } = health;
  if (health.error !== undefined) return <ErrorNotice error={health.error} onRetry={health.reload} />;
  if (data === undefined) return <Skeleton />;
  const pairs: [string, string][] = [
    ['Version', data.version],
    ['State', data.status],
    ['Running for', duration(data.uptime_seconds)],
    ['Workspace', session.value?.workspace_id ?? ''],
    ['Signed in as', session.value?.key_name ?? 'no key: it is open on this machine'],
  ];
  if (data.pool !== undefined) {
    const { checked_out: used, max, waiting, latency_ms: latency } = data.pool;
    pairs.push(['Database', `${whole(used)} of ${whole(max)} connections in use, ${whole(waiting)} waiting`]);
    pairs.push(['Round trip to it', milliseconds(latency)]);
  }
  return (
    <>
      <dl class="pairs">
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Migrations</dt>
          <dd>{migrationsOf(data.checks?.database)}</dd>
        </div>
        {Object.entries(data.checks ?? {}).map(([name, { status, ...rest }]) => (
          <div key={name}>
            <dt>Check: {name}</dt>
            <dd>
              {String(status)}
              {Object.keys(rest).length > 0 && status !== 'up' && ` (${JSON.stringify(rest)})`}
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <a href="/api/v1/docs">The API, to read and try</a>
      </p>
    </>
  );
}

/** Whether the schema of the database is the one that this version needs. */
function migrationsOf(check: Record<string, unknown> | undefined): string {
  if (check === undefined) return 'not known';
  if (typeof check.pending_migrations === 'number') return `${whole(check.pending_migrations)} have not run yet`;
  return check.status === 'up' ? 'all have run' : 'not known';
}
