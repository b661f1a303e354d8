import { api, dataOf, type Schemas } from '../api/client';
import { linkTo, params, setParams } from '../app/route';
import { number, usd, whole } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import { percent } from './model-words';
import { COMPARED, methodName, RANKED } from './worth-words';
import { WorthCard } from './worth-card';

type Worth = Schemas['ScoreWorth'];

/** What scores were worth, by how leads ended: each method by itself, and against the others on the same leads. */
export function WorthView() {
  const retrospective = params.value.get('retrospective') === 'true';
  const report = useResource((signal) => load(retrospective, signal), [retrospective]);
  const { data } = report;
  return (
    <>
      <div class="acts">
        <label>
          <input
            type="checkbox"
            checked={retrospective}
            onChange={() => setParams({ retrospective: retrospective ? null : 'true' }, true)}
          />{' '}
          Count scores that were given after the outcome, too
        </label>
        <a class="button end" href={`/api/v1/scoring/report.csv?retrospective=${String(retrospective)}`} download>
          Export
        </a>
      </div>
      {report.error !== undefined && <ErrorNotice error={report.error} onRetry={report.reload} />}
      {data === undefined ? report.error === undefined && <Skeleton lines={8} /> : <Report {...data} />}
    </>
  );
}

async function load(retrospective: boolean, signal: AbortSignal): Promise<Schemas['ScoringReportResponse']> {
  const report = await dataOf(api.GET('/api/v1/scoring/report', { params: { query: { retrospective } }, signal }));
  if (typeof report === 'string') throw new Error('The service answered with a table instead of the report.');
  return report;
}

function Report({ sentence, outcomes, methods, versions, comparisons }: Schemas['ScoringReportResponse']) {
  if (outcomes.won + outcomes.lost === 0) {
    return (
      <Empty title={sentence}>
        <p class="soft">
          Open a lead under <a href={linkTo('leads')}>Leads</a> and mark it as won or lost, or import leads with a
          column for it.
        </p>
      </Empty>
    );
  }
  return (
    <>
      <p>{sentence}</p>
      <div class="cards wide-cards">
        {methods.map((worth) => (
          <WorthCard key={worth.method} worth={worth} />
        ))}
      </div>
      {comparisons.length > 0 && (
        <section aria-label="Against each other">
          <h2 class="caption">Against each other, on the same leads</h2>
          <ul class="plain versions">
            {comparisons.map(({ first, second, verdict, sentence: text }) => (
              <li key={[first.method, second.method, first.model, second.model].join()}>
                <span class={`badge ${COMPARED[verdict][1]}`}>
                  {COMPARED[verdict][0](methodName(first.method), methodName(second.method))}
                </span>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {versions.length > 0 && <Versions versions={versions} />}
    </>
  );
}

function Versions({ versions }: { versions: readonly Worth[] }) {
  return (
    <section aria-label="By model and profile">
      <h2 class="caption">By model and profile</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="By model and profile, as a table">
        <table class="data">
          <thead>
            <tr>
              <th>Scored by</th>
              <th class="num">Profile</th>
              <th class="num">Won / lost</th>
              <th>Verdict</th>
              <th
                class="num"
                title="Of two leads, one won and one lost: how often the won one has the higher score (AUC)"
              >
                Ranks right
              </th>
              <th class="num" title="How much more often the top fifth is won than all">
                Top fifth
              </th>
              <th class="num">Cost of a won deal</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((worth) => (
              <tr key={[worth.method, worth.model, worth.profile_version].join()}>
                <td>
                  {methodName(worth.method)} <span class="soft">{worth.model}</span>
                </td>
                <td class="num">{worth.profile_version}</td>
                <td class="num">
                  {whole(worth.won)} / {whole(worth.lost)}
                </td>
                <td>{RANKED[worth.verdict][0]}</td>
                <td class="num">{worth.verdict !== 'too_few' && worth.auc !== null && percent(worth.auc)}</td>
                <td class="num">
                  {worth.verdict !== 'too_few' && worth.top_fifth !== null && `× ${number(worth.top_fifth.lift)}`}
                </td>
                <td class="num">{worth.cost_per_won_usd !== null && usd(worth.cost_per_won_usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
