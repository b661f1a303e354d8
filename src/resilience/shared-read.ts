/**
 * One read for all who want the same value at the same time. Each gets a value that was read after it asked, so that a
 * change that was made before is not missed.
 */
export class SharedRead<Key, Value> {
  private readonly running = new Map<Key, Promise<Value>>();
  private readonly waiting = new Map<Key, Promise<Value>>();

  constructor(private readonly read: (key: Key) => Promise<Value>) {}

  get(key: Key): Promise<Value> {
    const waiting = this.waiting.get(key);
    if (waiting !== undefined) return waiting;
    const running = this.running.get(key);
    return running === undefined ? this.start(key) : this.startAfter(running, key);
  }

  private start(key: Key): Promise<Value> {
    const reading = this.read(key).finally(() => this.running.delete(key));
    this.running.set(key, reading);
    return reading;
  }

  /** The one that is running may have begun before a change. */
  private startAfter(running: Promise<Value>, key: Key): Promise<Value> {
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.waiting.delete(key);
        return this.start(key);
      });
    this.waiting.set(key, next);
    return next;
  }
}
