interface Entry<Value> {
  value: Value;
  /** By the same clock as `now`. */
  until: number;
}

/** Remembers at most `size` values, each for `ttlMs`; the one that was asked for longest ago makes room for a new one. */
export class ExpiringCache<Value> {
  /** Last used last. */
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly size: number,
    private readonly ttlMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    if (entry.until <= this.now()) return undefined;
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until: this.now() + this.ttlMs });
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.size && oldest !== undefined) this.entries.delete(oldest);
  }
}
