import { useRef, useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import type { ApiError } from '../api/errors';
import { goTo, linkTo, params, setParams } from '../app/route';
import { may } from '../app/session-state';
import { counted } from '../ui/format';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { asApiError, useResource } from '../ui/use-resource';
import { CHOSEN, chosenLeads } from './chosen-leads';
import { Estimate } from './estimate';
import { METHODS, type Run } from './run';
import { requestOf, type RunRequest } from './run-request';
import { WhichLeads } from './which-leads';

/** Which leads, how, and what that would take; nothing begins before it is confirmed. */
export function NewRun() {
  if (!may('leads:write')) return <p class="soft">Your key may look at runs, but not start one.</p>;
  if (params.value.has(CHOSEN) && chosenLeads().length === 0) {
    return (
      <p class="notice">
        Which leads were selected is known only where they were. <a href={linkTo('leads')}>Select leads</a> and press
        Score.
      </p>
    );
  }
  return <Plan />;
}

function Plan() {
  const request = requestOf(params.value);
  // What it may cost changes nothing of what it would.
  const estimated = { ...request, max_cost_usd: null };
  const planned = useResource(
    (signal) => dataOf(api.POST('/api/v1/qualification-runs', { body: { ...estimated, dry_run: true }, signal })),
    [JSON.stringify(estimated)],
  );
  const run = planned.data;
  return (
    <>
      <WhichLeads isRequalified={request.requalify === true} />
      <fieldset>
        <legend>How</legend>
        <label>
          Scored by
          <select
            value={request.method ?? ''}
            onChange={({ currentTarget: { value } }) => setParams({ by: value === '' ? null : value }, true)}
          >
            <option value="">{usualOf(request, run)}</option>
            <option value="llm">a language model</option>
            <option value="rules">rules: at once, and for nothing</option>
            <option value="learned">what past outcomes taught: at once, and for nothing</option>
            <option value="cascade">the cheap score, and a language model only where it is close</option>
          </select>
        </label>
      </fieldset>
      {planned.error !== undefined && <ErrorNotice error={planned.error} onRetry={planned.reload} />}
      {run === undefined ? (
        planned.error === undefined && <Skeleton lines={6} />
      ) : planned.error === undefined && run.estimate.leads === 0 ? (
        <NothingToScore isRequalified={request.requalify === true} />
      ) : (
        planned.error === undefined && (
          <>
            <Estimate run={run} isOld={planned.isLoading} />
            <Start request={request} leads={run.estimate.leads} isWaiting={planned.isLoading} />
          </>
        )
      )}
    </>
  );
}

/** What the service would choose, once it has said so. */
function usualOf({ method }: RunRequest, run: Run | undefined): string {
  return method === undefined && run !== undefined ? `as usual, by ${METHODS[run.method]}` : 'as usual';
}

/** Not `crypto.randomUUID`, which browsers give to pages of https and loopback only. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}

function NothingToScore({ isRequalified }: { isRequalified: boolean }) {
  return (
    <p class="notice" role="status">
      {isRequalified
        ? 'No lead matches.'
        : 'No lead matches that needs a score: all that match have one that still holds. Tick “also those whose score still holds” to score them again.'}
    </p>
  );
}

function Start({ request, leads, isWaiting }: { request: RunRequest; leads: number; isWaiting: boolean }) {
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<ApiError>();
  // If the answer is lost, the same request once more finds the run that has started.
  const sent = useRef({ body: '', key: '' });
  const typed = params.value.get('max') ?? '';
  const isWrong = typed.trim() !== '' && request.max_cost_usd === undefined;
  const start = async () => {
    const body = JSON.stringify(request);
    if (sent.current.body !== body) sent.current = { body, key: randomKey() };
    setStarting(true);
    setError(undefined);
    try {
      const header = { 'Idempotency-Key': sent.current.key };
      const run = await dataOf(api.POST('/api/v1/qualification-runs', { params: { header }, body: request }));
      goTo(linkTo(`runs/${run.id ?? ''}`));
    } catch (failure) {
      setError(asApiError(failure));
      setStarting(false);
    }
  };
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} onRetry={() => void start()} />}
      <div class="acts sticky">
        <button
          type="button"
          class="primary"
          disabled={isStarting || isWaiting || isWrong}
          onClick={() => void start()}
        >
          {isStarting ? 'Starting…' : `Score ${counted(leads, 'lead')}`}
        </button>
        <span class="soft">Runs in the background. You can pause it, or leave this page.</span>
      </div>
    </>
  );
}
