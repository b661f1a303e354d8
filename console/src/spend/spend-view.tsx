import { api, dataOf, type Schemas } from '../api/client';
import { params, setParams } from '../app/route';
import { milliseconds, shortDay, usd, whole, words } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import { Budgets } from './budgets';

type Group = Schemas['UsageGroupResponse'];
type Dimension = 'day' | 'provider' | 'model' | 'operation' | 'key';

const RANGES = [7, 30, 90];
const DAY_MS = 86_400_000;
const TABLES: readonly (readonly [Dimension, string])[] = [
  ['provider', 'By provider'],
  ['model', 'By model'],
  ['operation', 'By use'],
  ['key', 'By API key'],
];

export default function SpendView() {
  const days = RANGES.find((range) => String(range) === params.value.get('days')) ?? 30;
  const usage = useResource(() => load(days), [days]);
  const { data } = usage;
  return (
    <div class="page">
      <header class="bar">
        <h1>Spend</h1>
        <div class="acts end" role="group" aria-label="Days">
          {RANGES.map((range) => (
            <button
              key={range}
              type="button"
              class="chip toggle"
              aria-pressed={range === days}
              onClick={() => setParams({ days: String(range) }, true)}
            >
              {range} days
            </button>
          ))}
        </div>
      </header>
      {usage.error !== undefined && <ErrorNotice error={usage.error} onRetry={usage.reload} />}
      {data === undefined ? (
        usage.error === undefined && <Skeleton lines={8} />
      ) : data.day.total.calls === 0 ? (
        <Empty title="No language model was called in this time, so nothing was spent.">
          <p class="soft">Scores by rules cost nothing. Costs appear here with the first call of a provider.</p>
        </Empty>
      ) : (
        <>
          <Tiles {...data.day} />
          <Days groups={data.day.data} days={days} />
          {TABLES.map(([dimension, title]) => (
            <UsageTable key={dimension} title={title} dimension={dimension} groups={data[dimension].data} />
          ))}
        </>
      )}
      <Budgets />
    </div>
  );
}

async function load(days: number): Promise<Record<Dimension, Schemas['UsageResponse']>> {
  const from = new Date(Date.now() - days * DAY_MS).toISOString();
  const dimensions: Dimension[] = ['day', ...TABLES.map(([dimension]) => dimension)];
  const reports = await Promise.all(
    dimensions.map(async (dimension) => {
      const query = { from, group_by: [dimension] };
      return [dimension, await dataOf(api.GET('/api/v1/llm/usage', { params: { query } }))] as const;
    }),
  );
  return Object.fromEntries(reports) as Record<Dimension, Schemas['UsageResponse']>;
}

function Tiles({ total, comparison }: Schemas['UsageResponse']) {
  return (
    <div class="tiles">
      <div class="tile">
        <span class="soft">Spent</span>
        <b>{usd(total.cost_usd)}</b>
      </div>
      {comparison !== null && (
        <div class="tile">
          <span class="soft">Saved against {comparison.most_expensive_provider}</span>
          <b>{usd(comparison.saving_usd)}</b>
          <span class="soft small">{comparison.saving_percent} %</span>
        </div>
      )}
      <div class="tile">
        <span class="soft">Calls</span>
        <b>{whole(total.calls)}</b>
        <span class="soft small">
          {whole(total.failures)} failed · {whole(total.fallbacks)} fallbacks
        </span>
      </div>
      <div class="tile">
        <span class="soft">Tokens</span>
        <b>{whole(total.total_tokens)}</b>
      </div>
      <div class="tile">
        <span class="soft">Half of the calls took at most</span>
        <b>{milliseconds(total.latency_p50_ms)}</b>
        <span class="soft small">95 %: {milliseconds(total.latency_p95_ms)}</span>
      </div>
    </div>
  );
}

/** One bar a day, days without a call included. */
function Days({ groups, days }: { groups: readonly Group[]; days: number }) {
  const costs = new Map(groups.map(({ day, cost_usd: cost }) => [day, Number(cost)]));
  const shown = Array.from({ length: days }, (_, index) => {
    const day = new Date(Date.now() - (days - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, cost: costs.get(day) ?? 0 };
  });
  const most = Math.max(...shown.map(({ cost }) => cost));
  const mostExpensive = shown.find(({ cost }) => cost === most);
  const label = `Spent by day; most on ${mostExpensive?.day ?? ''}: ${usd(most)}`;
  return (
    <section aria-label="By day">
      <h2 class="caption">By day</h2>
      <div class="bars" role="img" aria-label={label}>
        {shown.map(({ day, cost }) => (
          <i
            key={day}
            class={cost === 0 ? 'none' : undefined}
            style={{ height: most === 0 ? '1px' : `${(cost / most) * 100}%` }}
            title={`${day}: ${usd(cost)}`}
          />
        ))}
      </div>
      <div class="axis">
        <span>{shortDay(shown[0]?.day ?? '')}</span>
        <span>most in a day: {usd(most)}</span>
        <span>today</span>
      </div>
    </section>
  );
}

function UsageTable({ title, dimension, groups }: { title: string; dimension: Dimension; groups: readonly Group[] }) {
  return (
    <section aria-label={title}>
      <h2 class="caption">{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
        <table class="data usage">
          <thead>
            <tr>
              <th>{title.replace('By ', '').replace(/^\w/, (letter) => letter.toUpperCase())}</th>
              <th class="num">Spent</th>
              <th class="num">Calls</th>
              <th class="num">Failed</th>
              <th class="num">Tokens</th>
              <th class="num">Half took at most</th>
              <th class="num">95 % at most</th>
            </tr>
          </thead>
          <tbody>
            {groups
              .toSorted((a, b) => Number(b.cost_usd) - Number(a.cost_usd))
              .map((group, index) => (
                <tr key={index}>
                  <td>{nameOf(group, dimension)}</td>
                  <td class="num">{usd(group.cost_usd)}</td>
                  <td class="num">{whole(group.calls)}</td>
                  <td class="num">{whole(group.failures)}</td>
                  <td class="num">{whole(group.total_tokens)}</td>
                  <td class="num">{milliseconds(group.latency_p50_ms)}</td>
                  <td class="num">{milliseconds(group.latency_p95_ms)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function nameOf(group: Group, dimension: Dimension): string {
  if (dimension === 'key') return group.key_name ?? group.key ?? 'without a key';
  if (dimension === 'operation') return words(group.operation ?? '');
  return group[dimension] ?? '';
}
