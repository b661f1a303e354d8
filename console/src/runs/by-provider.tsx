import { useEffect, useRef, useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import { may } from '../app/session-state';
import { milliseconds, usd, whole } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import { isOpen, type Run } from './run';

const REFRESH_MS = 4_000;

/** What each provider did for a run. The ledger names the run as a tag of its calls, about a second after each. */
export function ByProvider({ run }: { run: Run }) {
  const turn = useTurn(run);
  const isAllowed = may('usage:read');
  const usage = useResource(
    () => (isAllowed ? groupsOf(run.id ?? '', run.created_at ?? undefined) : Promise.resolve([])),
    [run.id, turn],
  );
  const groups = usage.data ?? [];
  if (usage.error !== undefined) return <ErrorNotice error={usage.error} onRetry={usage.reload} />;
  if (groups.length === 0) return null;
  return (
    <section aria-label="By provider">
      <h2 class="caption">By provider</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="By provider, as a table">
        <table class="data">
          <thead>
            <tr>
              <th>Provider</th>
              <th class="num">Spent</th>
              <th class="num">Calls</th>
              <th class="num">Failed</th>
              <th class="num">Tokens</th>
              <th class="num">Half took at most</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.provider}>
                <td>{group.provider}</td>
                <td class="num">{usd(group.cost_usd)}</td>
                <td class="num">{whole(group.calls)}</td>
                <td class={group.failures > 0 ? 'num bad' : 'num'}>{whole(group.failures)}</td>
                <td class="num">{whole(group.total_tokens)}</td>
                <td class="num">{milliseconds(group.latency_p50_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

async function groupsOf(id: string, from: string | undefined): Promise<Schemas['UsageGroupResponse'][]> {
  const query = { group_by: ['provider' as const], tag: `run:${id}`, ...(from === undefined ? {} : { from }) };
  const { data } = (await dataOf(api.GET('/api/v1/llm/usage', { params: { query } }))) as Schemas['UsageResponse'];
  return data;
}

/** Grows when a run has news, but not more often than every few seconds; and once more behind its last news. */
function useTurn(run: Run): number {
  const [turn, setTurn] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { done, failed } = run.counts;
  useEffect(() => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        setTurn((last) => last + 1);
      },
      isOpen(run) ? REFRESH_MS : REFRESH_MS / 2,
    );
  }, [done, failed, run.state]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return turn;
}
