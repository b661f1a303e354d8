import { params, setParams } from '../app/route';
import { duration, number, usd, whole } from '../ui/format';
import { Tile } from '../ui/progress';
import { asksModels, type Run, STRATEGIES, type Strategy } from './run';
import { limitOf } from './run-request';

const BASES: Record<Run['estimate']['basis'], string> = {
  prompts: 'Estimated from the texts of your leads; the first scores make it more exact.',
  earlier_scores: 'Estimated from the texts of your leads, corrected by what your last scores took.',
  rules: 'Rules ask no language model, so they cost nothing.',
  learned: 'What past outcomes taught asks no language model, so it costs nothing.',
};

/** What a run would take, each strategy beside the others. */
export function Estimate({ run, isOld }: { run: Run; isOld: boolean }) {
  const { estimate, strategy } = run;
  const shown = strategy ?? estimate.strategies.find((one) => one.cost_usd === estimate.cost_usd)?.strategy;
  return (
    <section aria-label="Estimate" aria-busy={isOld}>
      <h2 class="caption">What it would take</h2>
      <div class="tiles">
        <Tile name="Leads" value={whole(estimate.leads)} />
        <Tile name="Cost, about" value={usd(estimate.cost_usd)} />
        <Tile name="Time, about" value={duration(estimate.seconds)} />
        {estimate.asked !== undefined && (
          <Tile
            name="Language model asked about"
            value={whole(estimate.asked)}
            note={estimate.saved_usd === undefined ? undefined : `saves about ${usd(estimate.saved_usd)}`}
          />
        )}
        {asksModels(run) && (
          <Tile name="Tokens, about" value={whole(estimate.prompt_tokens + estimate.completion_tokens)} />
        )}
      </div>
      <p class="soft gap">{BASES[estimate.basis]}</p>
      {estimate.strategies.length > 0 && (
        <>
          <Strategies estimate={estimate} shown={shown} />
          <Limit estimate={estimate} />
        </>
      )}
    </section>
  );
}

function Strategies({ estimate, shown }: { estimate: Run['estimate']; shown: Strategy | undefined }) {
  const least = Math.min(...estimate.strategies.map((one) => Number(one.cost_usd)));
  return (
    <div role="radiogroup" aria-label="Which provider is asked" class="strategies">
      {estimate.strategies.map(({ strategy, cost_usd: cost }) => {
        const [label, what] = STRATEGIES[strategy];
        const times = least > 0 ? Number(cost) / least : 1;
        return (
          <label key={strategy} class={strategy === shown ? 'card chosen' : 'card'}>
            <input
              type="radio"
              name="strategy"
              checked={strategy === shown}
              onChange={() => setParams({ strategy }, true)}
            />
            <b>{label}</b>
            <span class="cost">{usd(cost)}</span>
            <span class="soft small">{what}</span>
            {times >= 1.05 && <span class="soft small">{number(times)} times the least</span>}
          </label>
        );
      })}
    </div>
  );
}

/** The most that it may cost; it stays in the address as it is typed. */
function Limit({ estimate }: { estimate: Run['estimate'] }) {
  const typed = params.value.get('max') ?? '';
  const limit = limitOf(params.value);
  const isWrong = typed.trim() !== '' && limit === undefined;
  return (
    <label class="limit">
      Most that it may cost, in USD
      <input
        inputMode="decimal"
        placeholder="no limit"
        value={typed}
        aria-invalid={isWrong}
        aria-describedby="limit-note"
        onInput={({ currentTarget: { value } }) => setParams({ max: value === '' ? null : value }, true)}
      />
      <span id="limit-note" class={isWrong ? 'small bad' : 'small soft'}>
        {isWrong
          ? 'Write an amount above 0, such as 2.50.'
          : `${enoughFor(limit, estimate)}It pauses before it would cost more, and you decide.`}
      </span>
    </label>
  );
}

/** How far a limit goes, where it does not go to the end. */
function enoughFor(limit: string | undefined, { leads, cost_usd: cost }: Run['estimate']): string {
  const share = Number(limit) / Number(cost);
  return share < 1 ? `Enough for about ${whole(Math.floor(leads * share))} of ${whole(leads)} leads. ` : '';
}
