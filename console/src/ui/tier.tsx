/** A tier by its letter, which its colour repeats. */
export function Tier({ tier }: { tier: string }) {
  return (
    <span class={`tier ${tier}`} aria-label={`Tier ${tier}`} role="img">
      {tier}
    </span>
  );
}
