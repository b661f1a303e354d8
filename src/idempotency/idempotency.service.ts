import { Injectable, Logger } from '@nestjs/common';
import { Batch } from '../database/batch.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ClaimLeases } from './claim-leases.js';
import {
  type Claim,
  IdempotencyKeysRepository,
  type KnownKey,
  type PendingClaim,
  type Success,
} from './idempotency-keys.repository.js';
import {
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  IdempotentAnswerErasedError,
} from './idempotency.errors.js';
import { newId } from '../ids/new-id.js';

/** What a request was answered before. */
export interface StoredAnswer {
  status: number;
  body: Buffer;
}

/** What became of a claim: granted, or its key is known; `undefined` if that was just changing hands. */
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
  private readonly claims = new Batch<WorkspaceId, PendingClaim, Outcome>((workspace, claims) =>
    this.claimAll(workspace, claims),
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
  async begin(workspace: WorkspaceId, keyHash: Buffer, fingerprint: Buffer): Promise<Claim | StoredAnswer> {
    const claim = { keyHash, fingerprint, holder: newId() };
    let outcome = await this.claims.add(workspace, claim);
    if (outcome !== undefined && 'expired' in outcome && outcome.expired) {
      await this.keys.deleteExpired(workspace, keyHash);
      outcome = await this.claims.add(workspace, claim);
    }
    if (outcome === undefined) throw new IdempotencyKeyInUseError();
    if ('expired' in outcome) return storedAnswer(outcome, fingerprint);
    this.leases.hold(outcome);
    return outcome;
  }

  /** Stores the answer of what succeeded. Never throws: the work is done, and a repeat would find it so. */
  async finish(success: Success): Promise<void> {
    this.leases.drop(success.claim);
    try {
      await this.successes.add(success.claim.workspace, success);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not store the answer to an idempotent request');
    }
  }

  /** Releases the key of what failed. Never throws: a claim that is not released expires. */
  async release(claim: Claim): Promise<void> {
    this.leases.drop(claim);
    try {
      await this.keys.release(claim);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not release the key of an idempotent request');
    }
  }

  private async claimAll(workspace: WorkspaceId, claims: PendingClaim[]): Promise<(claim: PendingClaim) => Outcome> {
    // Of several claims of one key the first one is sent; the others find out how that went.
    const firsts = [...new Map(claims.toReversed().map((claim) => [nameOf(claim), claim])).values()];
    const granted = await this.keys.claim(workspace, firsts);
    const operations = new Map(granted.map(({ holder, operationId }) => [holder, operationId]));
    const others = claims.filter(({ holder }) => !operations.has(holder));
    const hashes = others.map(({ keyHash }) => keyHash);
    const found = hashes.length === 0 ? [] : await this.keys.find(workspace, hashes);
    const known = new Map(found.map((key) => [nameOf(key), key]));
    return (claim) => {
      const operationId = operations.get(claim.holder);
      return operationId === undefined ? known.get(nameOf(claim)) : { ...claim, workspace, operationId };
    };
  }
}

function storedAnswer({ fingerprint, holder, status, body }: KnownKey, expected: Buffer): StoredAnswer {
  // Freed between the claim and the look at it: whose it was no longer matters.
  if (status === null && holder === null) throw new IdempotencyKeyInUseError();
  if (!fingerprint.equals(expected)) throw new IdempotencyKeyReusedError();
  if (status === null) throw new IdempotencyKeyInUseError();
  if (body === null) throw new IdempotentAnswerErasedError();
  return { status, body };
}

function nameOf({ keyHash }: Pick<PendingClaim, 'keyHash'>): string {
  return keyHash.toString('base64');
}
