import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { duration, number, usd, whole } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Lost, Progress, Tile } from '../ui/progress';
import { Time } from '../ui/time';
import { useLive } from '../ui/use-live';
import { useResource } from '../ui/use-resource';
import { ByProvider } from './by-provider';
import { Failures } from './failures';
import { asksModels, howOf, isOpen, isOver, type Run, STATES } from './run';
import { RunActions } from './run-actions';
import { WhyPaused } from './why-paused';

/** A run by its address: where it is, and what may be done with it, also after a reload. */
export function OneRun({ id }: { id: string }) {
  const stored = useResource(
    (signal) => dataOf(api.GET('/api/v1/qualification-runs/{id}', { params: { path: { id } }, signal })),
    [id],
  );
  const run = stored.data;
  // One that is over can go on, when its failed leads are tried again.
  const url = run === undefined || isOver(run) ? undefined : `/api/v1/qualification-runs/${id}/events`;
  const isLost = useLive<Run>(url, stored.set, isOver);
  if (run === undefined)
    return stored.error === undefined ? (
      <Skeleton lines={6} />
    ) : (
      <ErrorNotice error={stored.error} onRetry={stored.reload} />
    );
  const { counts } = run;
  return (
    <>
      <Lost isLost={isLost} />
      <section class="card" aria-label="Run">
        <Heading run={run} />
        <Progress label="Scored" done={counts.done} failed={counts.failed} total={counts.total} />
        <WhyPaused run={run} onChange={stored.set} />
        <Tiles run={run} />
        <div class="acts">
          <RunActions run={run} onChange={stored.set} />
          {counts.done > 0 && (
            <a
              class={isOpen(run) ? 'button' : 'button primary'}
              href={linkTo('leads', new URLSearchParams({ sort: '-qualification_score' }))}
            >
              {isOpen(run) ? 'See the leads' : 'See the best leads'}
            </a>
          )}
        </div>
      </section>
      {asksModels(run) && <ByProvider run={run} />}
      <Failures run={run} onChange={stored.set} />
    </>
  );
}

function Heading({ run }: { run: Run }) {
  const [label, look] = STATES[run.state ?? 'queued'];
  const { total } = run.counts;
  return (
    <>
      <h2>
        {whole(total)} leads {howOf(run)}{' '}
        <span class={`badge ${look}`} role="status">
          {label}
        </span>
      </h2>
      <p class="soft">
        {run.created_at !== null && (
          <>
            Started <Time at={run.created_at} />
          </>
        )}
        {run.finished_at !== null && (
          <>
            , ended <Time at={run.finished_at} />
          </>
        )}
        {isOpen(run) && run.state !== 'paused' && ' · goes on if you leave this page'}
      </p>
    </>
  );
}

function Tiles({ run }: { run: Run }) {
  const { counts, estimate, max_cost_usd: limit } = run;
  const left = counts.waiting + counts.in_flight;
  const expected = `about ${usd(estimate.cost_usd)} expected${limit === null ? '' : `, at most ${usd(limit)}`}`;
  return (
    <div class="tiles">
      <Tile name="Scored" value={whole(counts.done)} note={`of ${whole(counts.total)}`} />
      <Tile name="Failed" value={whole(counts.failed)} />
      {isOpen(run) && (
        <Tile
          name="Left"
          value={whole(left)}
          note={counts.in_flight > 0 ? `${whole(counts.in_flight)} being scored` : undefined}
        />
      )}
      {run.state !== 'paused' && (
        <Tile
          name="Leads a second"
          value={run.rate_per_second === null ? 'not known yet' : number(run.rate_per_second)}
          note={run.eta_seconds === null || left === 0 ? undefined : `about ${duration(run.eta_seconds)} left`}
        />
      )}
      {asksModels(run) && <Tile name="Spent" value={usd(run.cost_usd)} note={expected} />}
    </div>
  );
}
