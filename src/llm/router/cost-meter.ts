/** Adds up what attempts cost, failed ones included. */
export class CostMeter {
  private sum: bigint | undefined;

  /** In pico-USD; `undefined` while nothing was asked. */
  get picoUsd(): bigint | undefined {
    return this.sum;
  }

  add(picoUsd: bigint): void {
    this.sum = (this.sum ?? 0n) + picoUsd;
  }
}
