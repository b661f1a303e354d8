/** SIGHUP is what a terminal that is closed sends. */
const SIGNALS: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
/** npm forwards a Ctrl-C that its children received already; within this time it is no second signal. */
const ECHO_MS = 250;

/** SIGTERM, SIGINT and SIGHUP: the first asks for a graceful stop, the second for an immediate one. */
export class StopSignals {
  private readonly first = Promise.withResolvers<NodeJS.Signals>();
  private readonly second = Promise.withResolvers<NodeJS.Signals>();
  private firstAt = Infinity;

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.record(signal);
      });
    }
  }

  get stop(): Promise<NodeJS.Signals> {
    return this.first.promise;
  }

  get stopAtOnce(): Promise<NodeJS.Signals> {
    return this.second.promise;
  }

  private record(signal: NodeJS.Signals): void {
    this.firstAt = Math.min(this.firstAt, performance.now());
    this.first.resolve(signal);
    if (performance.now() - this.firstAt > ECHO_MS) this.second.resolve(signal);
  }
}
