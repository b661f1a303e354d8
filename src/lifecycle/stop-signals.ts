const SIGNALS: NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
/** npm hands on the Ctrl-C that reaches its children already; that is not a second wish. */
const ECHO_MS = 250;

/** What the operator says by signals: stop, and, said again, stop at once. */
export class StopSignals {
  private readonly first = Promise.withResolvers<NodeJS.Signals>();
  private readonly second = Promise.withResolvers<NodeJS.Signals>();
  private firstAt = Infinity;

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.hear(signal);
      });
    }
  }

  get stop(): Promise<NodeJS.Signals> {
    return this.first.promise;
  }

  get stopAtOnce(): Promise<NodeJS.Signals> {
    return this.second.promise;
  }

  private hear(signal: NodeJS.Signals): void {
    this.firstAt = Math.min(this.firstAt, performance.now());
    this.first.resolve(signal);
    if (performance.now() - this.firstAt > ECHO_MS) this.second.resolve(signal);
  }
}
