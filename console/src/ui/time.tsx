import { exactTime, relativeTime } from './format';

/** A time as people say it, with the exact one for the pointer. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(at)}
    </time>
  );
}
