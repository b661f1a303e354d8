import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { linkTo } from '../app/route';
import { counted, score as points, signed, whole } from '../ui/format';
import { Tier } from '../ui/tier';

export type ProfilePreview = Schemas['ProfilePreviewResponse'];

const TIERS = ['A', 'B', 'C', 'D'] as const;

/** What would change: how many leads go from tier to tier, and which move most. */
export function Preview({ leads, sampled, changed, tiers, moves, isOld }: ProfilePreview & { isOld: boolean }) {
  const element = useRef<HTMLElement>(null);
  // It stands below a long form.
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'start' });
  }, [moves]);
  return (
    <section ref={element} class="card" aria-label="What would change" aria-live="polite">
      <h2>What would change</h2>
      {isOld && <p class="notice warn">You have changed the profile since. Look again.</p>}
      <p class="soft">
        {changed === 0 ? 'No score changes' : `${whole(changed)} of ${whole(leads)} scores change`}
        {sampled ? `, of your newest ${whole(leads)} leads` : ', of all your leads'}. Both profiles were scored by
        rules; nothing is stored.
      </p>
      {changed > 0 && <p>{summaryOf(tiers)}</p>}
      {changed > 0 && (
        <>
          <div class="scroll" tabIndex={0} role="region" aria-label="From tier to tier">
            <table class="data moves">
              <thead>
                <tr>
                  <th>From ↓ to →</th>
                  {TIERS.map((tier) => (
                    <th key={tier}>
                      <Tier tier={tier} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {TIERS.map((from) => (
                  <tr key={from}>
                    <th scope="row">
                      <Tier tier={from} />
                    </th>
                    {TIERS.map((to) => (
                      <td key={to} class={countOf(tiers, from, to) === 0 ? 'same' : directionOf(from, to)}>
                        {whole(countOf(tiers, from, to))}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <h3>Moves most</h3>
          <div class="scroll" tabIndex={0} role="region" aria-label="Leads that move most">
            <table class="data">
              <tbody>
                {moves.map((move) => (
                  <tr key={move.lead_id}>
                    <td>
                      <a href={linkTo('leads', new URLSearchParams({ lead: move.lead_id }))}>{move.company_name}</a>
                    </td>
                    <td class="num">
                      <Tier tier={move.tier_now} /> {points(move.score_now)} → <Tier tier={move.tier} />{' '}
                      {points(move.score)}
                    </td>
                    <td class={move.score > move.score_now ? 'num A' : 'num neg'}>
                      {signed(move.score - move.score_now)}
                    </td>
                    <td class="soft">{move.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function countOf(tiers: ProfilePreview['tiers'], from: string, to: string): number {
  return tiers.find((move) => move.from === from && move.to === to)?.leads ?? 0;
}

/** How many leads change their tier, which is what people act on. */
function summaryOf(tiers: ProfilePreview['tiers']): string {
  const sum = (direction: string) =>
    tiers.filter(({ from, to }) => directionOf(from, to) === direction).reduce((all, { leads }) => all + leads, 0);
  const [up, down] = [sum('up'), sum('down')];
  if (up + down === 0) return 'No lead changes its tier.';
  return `${counted(up, 'lead')} would be in a better tier, ${whole(down)} in a worse one.`;
}

/** Up is better: A stands before B. */
function directionOf(from: string, to: string): string {
  if (from === to) return 'same';
  return to < from ? 'up' : 'down';
}
