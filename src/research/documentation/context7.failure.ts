/** Why there is no documentation of a library, by what its reader can do about it. */
export const CONTEXT7_PROBLEMS = {
  unknown: 'Context7 knows no such library',
  processing: 'Context7 is still reading this library; try again in a few minutes',
  unusable: 'Context7 cannot answer this question about the library',
  refused: 'Context7 refuses CONTEXT7_API_KEY',
  quota: 'the quota of Context7 is used up',
  rate_limited: 'Context7 accepts no more requests for now',
  moved: 'Context7 moved the library to another server, which is not called',
  unreadable: 'the answer of Context7 cannot be read',
  failed: 'Context7 failed',
  unreachable: 'Context7 could not be reached',
  timed_out: 'Context7 did not answer in time',
  withheld: 'the name identifies the lead, and was not sent to Context7',
} as const;

export type Context7Problem = keyof typeof CONTEXT7_PROBLEMS;

/** A request that Context7 did not answer. */
export class Context7Failure extends Error {
  constructor(
    readonly problem: Context7Problem,
    readonly facts: {
      status?: number | undefined;
      /** Its Retry-After, in ms. */
      retryAfterMs?: number | undefined;
    } = {},
    options?: ErrorOptions,
  ) {
    super(CONTEXT7_PROBLEMS[problem], options);
    this.name = 'Context7Failure';
  }
}
