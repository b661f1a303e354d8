import { FOLDS } from './folds.js';

/** For each lead the log odds of the won rate of the other folds. */
export function baseLogOdds(isWon: Uint8Array, foldOf: Uint8Array): Float64Array {
  const tally = new FoldTally();
  foldOf.forEach((fold, row) => {
    tally.add(fold, isWon[row] ?? 0);
  });
  return Float64Array.from(foldOf, (fold) => tally.logOddsWithout(fold, 0.5, 1));
}

/** Won and all leads of each fold. */
export class FoldTally {
  private readonly won = new Int32Array(FOLDS + 1);
  private readonly all = new Int32Array(FOLDS + 1);

  add(fold: number, isWon: number): void {
    for (const place of [fold, FOLDS]) {
      this.won[place] = (this.won[place] ?? 0) + isWon;
      this.all[place] = (this.all[place] ?? 0) + 1;
    }
  }

  /**
   * Log odds of the won rate of the other folds.
   * @param priorWon leads that are added to the won ones
   * @param priorAll leads that are added to all
   */
  logOddsWithout(fold: number, priorWon: number, priorAll: number): number {
    const won = (this.won[FOLDS] ?? 0) - (this.won[fold] ?? 0) + priorWon;
    const all = (this.all[FOLDS] ?? 0) - (this.all[fold] ?? 0) + priorAll;
    return Math.log(won / (all - won));
  }
}
