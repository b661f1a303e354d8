/** How long a caller waits for an answer to be renewed while an older one could serve. */
const PATIENCE_MS = 250;
/** How long an answer may serve while the database cannot be asked: a key that was revoked elsewhere works so long here. */
const LONGEST_MS = 300_000;

/**
 * An answer of the database that is asked for again once it is not fresh any more. While the database does not answer, the
 * last answer goes on, so that what needs no database does not fail with it.
 */
export class RememberedAnswer<Value> {
  private last: { value: Value; at: number } | undefined;
  private asking: { answer: Promise<Value>; since: number } | undefined;

  /**
   * @param ask asks the database
   * @param freshMs how long an answer counts without asking
   * @param mayOutlive whether an answer may go on while the database does not answer
   */
  constructor(
    private readonly ask: () => Promise<Value>,
    private readonly freshMs: number,
    private readonly mayOutlive: (value: Value) => boolean,
  ) {}

  /** @throws whatever `ask` throws, where no older answer may serve */
  async get(): Promise<Value> {
    const { last } = this;
    const now = performance.now();
    if (last !== undefined && now - last.at < this.freshMs) return last.value;
    this.asking ??= { answer: this.renew(), since: now };
    const { answer, since } = this.asking;
    if (last === undefined || now - last.at > LONGEST_MS || !this.mayOutlive(last.value)) return answer;
    return withinPatience(answer, last.value, PATIENCE_MS - (now - since));
  }

  private async renew(): Promise<Value> {
    try {
      const value = await this.ask();
      this.last = { value, at: performance.now() };
      return value;
    } finally {
      this.asking = undefined;
    }
  }
}

async function withinPatience<Value>(answer: Promise<Value>, older: Value, patienceMs: number): Promise<Value> {
  const renewed = answer.catch(() => older);
  if (patienceMs <= 0) return older;
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<Value>((resolve) => {
    timer = setTimeout(resolve, patienceMs, older);
  });
  return Promise.race([renewed, impatience]).finally(() => {
    clearTimeout(timer);
  });
}
