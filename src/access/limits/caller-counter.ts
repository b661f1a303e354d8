import type { LimitOwner } from '../access.errors.js';
import type { Caller } from '../caller.js';
import { KeyCounter } from './key-counter.js';

const WORKSPACE_SHARE = 0.75;
const NOTHING = () => undefined;

/** Most of one API key, and of all keys of one workspace, at the same time; 0 for no limit. */
export interface CallerLimits {
  key: number;
  workspace: number;
}

/** What one workspace may have of what there is for all, whatever number of keys it has: the rest stays free for others. */
export function shareOf(all: number): number {
  return Math.ceil(WORKSPACE_SHARE * all);
}

export type CountedCaller = Pick<Caller, 'keyId' | 'workspace'>;

/**
 * Counts what API keys and workspaces have under way on this replica, such as requests or the bytes of their bodies. In open
 * mode there is one caller, who is not counted.
 */
export class CallerCounter {
  private readonly ofKeys: KeyCounter;
  private readonly ofWorkspaces: KeyCounter;

  /** @param exceeded the error of more */
  constructor({ key, workspace }: CallerLimits, exceeded: (limit: number, owner: LimitOwner) => Error) {
    this.ofKeys = new KeyCounter(key, (limit) => exceeded(limit, 'API key'));
    this.ofWorkspaces = new KeyCounter(workspace, (limit) => exceeded(limit, 'workspace'));
  }

  /**
   * Counts `amount` more.
   * @returns a function that ends the count; idempotent
   * @throws the error of the limit
   */
  enter({ keyId, workspace }: CountedCaller, amount = 1): () => void {
    if (keyId === null) return NOTHING;
    this.ofWorkspaces.check(workspace, amount);
    const leaveKey = this.ofKeys.enter(keyId, amount);
    const leaveWorkspace = this.ofWorkspaces.enter(workspace, amount);
    return () => {
      leaveKey();
      leaveWorkspace();
    };
  }

  /** @throws the error of the limit, if one more would exceed it */
  check({ keyId, workspace }: CountedCaller): void {
    if (keyId === null) return;
    this.ofWorkspaces.check(workspace);
    this.ofKeys.check(keyId);
  }
}
