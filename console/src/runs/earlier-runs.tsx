import { useEffect } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { usePages } from '../ui/use-pages';
import { usd, whole } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { howOf, isOpen, type Run, STATES } from './run';
import { ShowMore } from '../ui/show-more';

/** How often the list is read again while a run of it goes on. */
const REFRESH_MS = 5_000;
const PAGE_ROWS = 20;

/** All runs, newest first. */
export function EarlierRuns() {
  const runs = usePages((cursor) =>
    dataOf(
      api.GET('/api/v1/qualification-runs', {
        params: { query: { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    ),
  );
  const rows = runs.data?.data ?? [];
  const { reload } = runs;
  // Further pages, which one has asked for, stay.
  const isLive = rows.length <= PAGE_ROWS && rows.some((run) => isOpen(run) && run.state !== 'paused');
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(reload, REFRESH_MS);
    return () => clearInterval(timer);
  }, [isLive]);
  if (runs.data === undefined)
    return runs.error === undefined ? <Skeleton /> : <ErrorNotice error={runs.error} onRetry={reload} />;
  return (
    <>
      {runs.error !== undefined && <ErrorNotice error={runs.error} onRetry={reload} />}
      {rows.length === 0 ? <NoRuns /> : <RunTable rows={rows} />}
      <ShowMore of={runs} />
    </>
  );
}

function NoRuns() {
  return (
    <Empty title="No runs yet. A run scores many leads in the background.">
      <p class="soft">
        Filter or select leads under <a href={linkTo('leads')}>Leads</a> and press Score there, or start a run over all
        leads here. You see what it would cost before it begins.
      </p>
    </Empty>
  );
}

function RunTable({ rows }: { rows: readonly Run[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Runs, as a table">
      <table class="data">
        <thead>
          <tr>
            <th>Run</th>
            <th>When</th>
            <th>State</th>
            <th class="num">Scored</th>
            <th class="num">Failed</th>
            <th class="num">Spent</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run }: { run: Run }) {
  const [label, look] = STATES[run.state ?? 'queued'];
  const { total, done, failed } = run.counts;
  return (
    <tr>
      <td>
        <a href={linkTo(`runs/${run.id ?? ''}`)}>
          {whole(total)} leads {howOf(run)}
        </a>
      </td>
      <td>{run.created_at !== null && <Time at={run.created_at} />}</td>
      <td>
        <span class={`badge ${look}`}>{label}</span>
      </td>
      <td class="num">
        {whole(done)}
        {isOpen(run) && <span class="soft"> of {whole(total)}</span>}
      </td>
      <td class={failed > 0 ? 'num bad' : 'num'}>{whole(failed)}</td>
      <td class="num">{usd(run.cost_usd)}</td>
    </tr>
  );
}
