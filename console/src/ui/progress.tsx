/** How far something is: `done` and `failed` of `total`, of which the bar shows both. */
export function Progress(props: { label: string; done: number; failed?: number; total: number }) {
  const { label, done, failed = 0, total } = props;
  const share = (count: number) => (total === 0 ? 100 : Math.min(100, (count / total) * 100));
  return (
    <div
      class="meter progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share(done + failed))}
    >
      <i style={{ width: `${share(done)}%` }} />
      <i class="over" style={{ width: `${share(failed)}%` }} />
    </div>
  );
}

export function Lost({ isLost }: { isLost: boolean }) {
  return (
    <div aria-live="polite">
      {isLost && (
        <p class="notice warn">
          The connection to the service is lost. The work goes on where the service runs; this page connects again by
          itself.
        </p>
      )}
    </div>
  );
}

/** A number that stands out, with what it counts. */
export function Tile({ name, value, note }: { name: string; value: string; note?: string | undefined }) {
  return (
    <div class="tile">
      <span class="soft">{name}</span>
      <b>{value}</b>
      {note !== undefined && <span class="soft small">{note}</span>}
    </div>
  );
}
