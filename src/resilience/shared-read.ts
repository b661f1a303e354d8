/**
 * Something that takes long to read and changes: those who ask while it is being read share the next reading, since the one
 * that has begun may have passed what they look for.
 */
export class SharedRead<Value> {
  private current: Promise<unknown> = Promise.resolve();
  private next?: Promise<Value>;

  /** @param readOnce must not reject */
  constructor(private readonly readOnce: () => Promise<Value>) {}

  /** What is read from now on. */
  read(): Promise<Value> {
    this.next ??= this.current.then(() => {
      this.next = undefined;
      const reading = this.readOnce();
      // Not the value, which may be large.
      this.current = reading.then(() => undefined);
      return reading;
    });
    return this.next;
  }
}
