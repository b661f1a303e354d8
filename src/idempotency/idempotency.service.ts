import { Injectable, Logger } from '@nestjs/common';
import type { WorkspaceId } from '../database/workspace-id.js';
import { Batch } from './batch.js';
import { ClaimLeases } from './claim-leases.js';
import {
  type Attempt,
  type Claim,
  IdempotencyKeysRepository,
  type KnownKey,
  type Success,
} from './idempotency-keys.repository.js';
import {
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  IdempotentAnswerErasedError,
} from './idempotency.errors.js';
import { newId } from '../ids/new-id.js';

/** What a request was answered before. */
export interface KeptAnswer {
  status: number;
  body: Buffer;
}

/** How an attempt went: it may go on, or the key is known; `undefined` if that was just changing hands. */
type Outcome = Claim | KnownKey | undefined;

/**
 * Runs a request once for each Idempotency-Key, on whatever replicas it arrives. A key is claimed before the work and
 * finished after it. What the work creates has the id of the operation, which outlives a crash, so that a repeat finds
 * what already exists.
 */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger(IdempotencyService.name);
  // By workspace, so that one whose rows are locked, as while it is erased, holds up no other.
  private readonly attempts = new Batch<WorkspaceId, Attempt, Outcome>((workspace, attempts) =>
    this.claimAll(workspace, attempts),
  );
  private readonly successes = new Batch<WorkspaceId, Success, void>(async (workspace, successes) => {
    await this.keys.finish(workspace, successes);
    return () => undefined;
  });

  constructor(
    private readonly keys: IdempotencyKeysRepository,
    private readonly leases: ClaimLeases,
  ) {}

  /**
   * Claims the key, or finds what the request was answered before.
   * @throws IdempotencyKeyInUseError, IdempotencyKeyReusedError, IdempotentAnswerErasedError, and the database's errors:
   * a request whose key cannot be claimed is not done at all
   */
  async begin(workspace: WorkspaceId, keyHash: Buffer, fingerprint: Buffer): Promise<Claim | KeptAnswer> {
    const attempt = { keyHash, fingerprint, holder: newId() };
    let outcome = await this.attempts.add(workspace, attempt);
    if (outcome !== undefined && 'expired' in outcome && outcome.expired) {
      await this.keys.forget(workspace, keyHash);
      outcome = await this.attempts.add(workspace, attempt);
    }
    if (outcome === undefined) throw new IdempotencyKeyInUseError();
    if ('expired' in outcome) return keptAnswer(outcome, fingerprint);
    this.leases.hold(outcome);
    return outcome;
  }

  /** Keeps the answer of what succeeded. Never throws: the work is done, and a repeat would find it so. */
  async finish(success: Success): Promise<void> {
    this.leases.drop(success.claim);
    try {
      await this.successes.add(success.claim.workspace, success);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not keep the answer of an idempotent request');
    }
  }

  /** Frees the key of what failed. Never throws: else the claim ends by itself. */
  async release(claim: Claim): Promise<void> {
    this.leases.drop(claim);
    try {
      await this.keys.release(claim);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not free the key of an idempotent request');
    }
  }

  private async claimAll(workspace: WorkspaceId, attempts: Attempt[]): Promise<(attempt: Attempt) => Outcome> {
    // Of several attempts at one key the first one claims; the others find out how that went.
    const firsts = [...new Map(attempts.toReversed().map((attempt) => [nameOf(attempt), attempt])).values()];
    const claimed = await this.keys.claim(workspace, firsts);
    const operations = new Map(claimed.map(({ holder, operationId }) => [holder, operationId]));
    const others = attempts.filter(({ holder }) => !operations.has(holder));
    const hashes = others.map(({ keyHash }) => keyHash);
    const found = hashes.length === 0 ? [] : await this.keys.find(workspace, hashes);
    const known = new Map(found.map((key) => [nameOf(key), key]));
    return (attempt) => {
      const operationId = operations.get(attempt.holder);
      return operationId === undefined ? known.get(nameOf(attempt)) : { ...attempt, workspace, operationId };
    };
  }
}

function keptAnswer({ fingerprint, holder, status, body }: KnownKey, expected: Buffer): KeptAnswer {
  // Freed between the claim and the look at it: whose it was no longer matters.
  if (status === null && holder === null) throw new IdempotencyKeyInUseError();
  if (!fingerprint.equals(expected)) throw new IdempotencyKeyReusedError();
  if (status === null) throw new IdempotencyKeyInUseError();
  if (body === null) throw new IdempotentAnswerErasedError();
  return { status, body };
}

function nameOf({ keyHash }: Pick<Attempt, 'keyHash'>): string {
  return keyHash.toString('base64');
}
