import type { Lead, Schemas } from '../api/client';
import { milliseconds, number, score as points, signed, usd, words } from '../ui/format';
import { Tier } from '../ui/tier';
import { Time } from '../ui/time';
import { LearnedOdds } from './learned-odds';
import { JudgedFacts } from './judged-facts';
import { STALE } from './stale';

/** Why rules stood in for a model. */
const FALLBACKS: Record<string, string> = {
  SCORING_MODEL_MISSING: 'none is in use that was learned',
  BUDGET_EXCEEDED: 'the budget is used up',
  LLM_NOT_CONFIGURED: 'none is configured',
  LLM_API_ERROR: 'no provider answered',
  LLM_API_TIMEOUT: 'no provider answered in time',
  LLM_RATE_LIMIT: 'no provider takes more calls',
  LLM_ANSWER_INVALID: 'its answers could not be used',
};

interface Step {
  name: string;
  reason: string;
  points: number;
  max: number;
  /** Where the step begins on the way from 0 to the score. */
  from: number;
}

type Qualification = Schemas['QualificationResponse'];

/** The score by itself, which is read first. */
export function Points({ lead }: { lead: Lead }) {
  const { qualification_score: score, qualification_tier: tier, qualification_factors: factors } = lead;
  if (score === null || tier === null) return null;
  return (
    <div class="big">
      <strong class={tier}>{points(score)}</strong> <Tier tier={tier} />
      <span class="soft">
        {factors?.learned === undefined ? 'of 100 points' : `: ranked above ${number(score)} % of past leads`}
      </span>
    </div>
  );
}

export function LeadScore({ lead, latest }: { lead: Lead; latest: Qualification | undefined }) {
  const { qualification_score: score, qualification_factors: factors } = lead;
  if (score === null || factors === null) return <NoScore lead={lead} />;
  const { learned, ...rated } = factors;
  // That of rules repeats what the parts say.
  const isByRules = lead.qualification_method === 'rules';
  return (
    <section aria-label="Score">
      {lead.score_is_stale === true && (
        <p class="notice warn">
          This score is stale. {STALE[lead.stale_reason ?? '']} Score again to have one that holds.
        </p>
      )}
      <h3>Why this score</h3>
      {lead.qualification_reasoning !== null && !isByRules && <p>{lead.qualification_reasoning}</p>}
      {learned === undefined ? (
        <Waterfall steps={stepsOf(rated)} score={score} />
      ) : (
        <LearnedOdds learned={learned} probability={lead.win_probability} />
      )}
      <p class="soft small">
        {methodOf(lead)}
        {latest !== undefined && costOf(latest)}
        {lead.qualified_at !== null && (
          <>
            {' · '}
            <Time at={lead.qualified_at} />
          </>
        )}
      </p>
      {latest?.facts != null && <JudgedFacts facts={latest.facts} lead={lead} />}
      {lead.qualification_reasoning !== null && isByRules && (
        <details class="reasoning">
          <summary>In one sentence</summary>
          <p>{lead.qualification_reasoning}</p>
        </details>
      )}
    </section>
  );
}

function NoScore({ lead }: { lead: Lead }) {
  if (lead.status === 'failed') {
    return <p class="notice bad">The last scoring failed, and no score is made up instead. Score again to retry.</p>;
  }
  if (lead.status === 'qualifying') return <p class="notice">This lead is being scored.</p>;
  return <p class="notice">Not scored yet. Score it to see how good it is, and why.</p>;
}

/** Each part as a bar that begins where the one above has ended, so that the last one ends at the score. */
function Waterfall({ steps, score }: { steps: readonly Step[]; score: number }) {
  return (
    <ol class="waterfall">
      {steps.map(({ name, reason, points, max, from }, index) => (
        <li key={`${name}${index}`}>
          <div class="what">
            <b>{words(name)}</b>
            <small>{reason}</small>
          </div>
          <div class="track" aria-hidden="true">
            {max > 0 && <i class="room" style={place(from, max)} />}
            <i
              class={points < 0 ? 'points neg' : 'points'}
              style={place(Math.min(from, from + points), Math.abs(points))}
            />
          </div>
          <span class={points < 0 ? 'value neg' : 'value'}>
            {signed(points)}
            {max > 0 && <small>of {number(max)}</small>}
          </span>
        </li>
      ))}
      <li class="total">
        <b>Score</b>
        <div class="track" aria-hidden="true">
          <i class="points" style={place(0, score)} />
        </div>
        <span class="value">{points(score)}</span>
      </li>
    </ol>
  );
}

function place(from: number, length: number): { left: string; width: string } {
  const start = Math.max(0, Math.min(100, from));
  return { left: `${start}%`, width: `${Math.max(0, Math.min(100 - start, length))}%` };
}

/** The parts of rules, largest first within what they belong to; of models, which tell no parts, the factors. */
function stepsOf({ adjustments, ...factors }: Omit<NonNullable<Lead['qualification_factors']>, 'learned'>): Step[] {
  const parts = Object.entries(factors).flatMap(([name, { parts: own, points = 0, max_points: max = 0, reason }]) =>
    own === undefined || own.length === 0
      ? [{ name, reason, points, max }]
      : own.map((part) => ({ name: part.name, reason: part.reason, points: part.points, max: part.max_points })),
  );
  const adjusted = (adjustments?.parts ?? []).map((part) => ({ ...part, max: 0 }));
  let total = 0;
  return [...parts.toSorted((a, b) => b.points - a.points), ...adjusted].map((step) => {
    const from = total;
    total += step.points;
    return { ...step, from };
  });
}

function methodOf(lead: Lead): string {
  if (lead.qualification_method === 'learned')
    return `By what your outcomes taught (${lead.qualification_model}), profile ${lead.profile_version}`;
  if (lead.qualification_method === 'cascade') {
    const asked = lead.qualification_provider === null ? 'no language model was needed' : 'and a language model';
    return `By a cascade (${lead.qualification_model}; ${asked}), profile ${lead.profile_version}`;
  }
  if (lead.qualification_method === 'rules')
    return `By rules (${lead.qualification_model}), profile ${lead.profile_version}`;
  return `By ${lead.qualification_model} on ${lead.qualification_provider}, profile ${lead.profile_version}`;
}

function costOf({ cost_usd: cost, latency_ms: latency, fallback_reason: fallback, method }: Qualification): string {
  const parts = [
    ...(cost === null ? (method !== 'llm' ? ['no cost'] : []) : [usd(cost)]),
    milliseconds(latency),
    ...(fallback === null ? [] : [`instead of a model: ${FALLBACKS[fallback] ?? fallback}`]),
  ];
  return ` · ${parts.join(' · ')}`;
}
