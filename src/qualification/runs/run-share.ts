import { Logger } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { ModelRules } from '../../access/model-rules.js';
import { Batch } from '../../database/batch.js';
import { toSalesAgentError } from '../../errors/foreign-error.js';
import { derivedId } from '../../ids/derived-id.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { pause } from '../../resilience/back-off.js';
import type { ScoringClaims } from '../claims/scoring-claims.service.js';
import type { ScoringClaim, ScoringClaimsRepository } from '../claims/scoring-claims.repository.js';
import type { QualificationRunEntity } from './qualification-run.entity.js';
import { affordableLeads } from './affordable-leads.js';
import type { ClaimedItem, RunItemsRepository } from './run-items.repository.js';
import type { ItemResult, RunResultsRepository } from './run-results.repository.js';
import { RunLeases } from './run-leases.js';
import type { RunTakeOvers } from './run-take-overs.repository.js';
import type { RunSettings } from './runs.settings.js';
import type { RunKey, RunsRepository } from './runs.repository.js';

/** A replica that is not heard of for this long does not count any more, in ms. */
const PRESENCE_MS = 2_000;
/** A lead that a request or another run is scoring is looked at again after this time, in ms. */
const OTHERS_MS = 1_000;
const RETRY_MS = 500;
/** As long as results are kept for a database that is away. */
const MOST_RETRIES = 600;

/** A lead that this process may score. */
export interface ReadyLead extends ClaimedItem {
  lead: LeadEntity;
  /** The id that its score will have. */
  qualificationId: string;
}

/** What claiming came to. */
export interface ClaimedLeads {
  ready: ReadyLead[];
  /** Whether no more leads wait. */
  isExhausted: boolean;
  /** Whether the next lead could cost more than the run may, and no cost is awaited that could be less than reserved. */
  isTooDear: boolean;
}

/** What a share needs of the rest of the service. */
export interface RunTools {
  runs: RunsRepository;
  items: RunItemsRepository;
  takeOvers: RunTakeOvers;
  results: RunResultsRepository;
  claims: ScoringClaims;
  claimRows: ScoringClaimsRepository;
  settings: RunSettings;
}

/** The part of a run that this process works on: the leads on which it has a lease, and what comes of them. */
export class RunShare {
  private readonly logger = new Logger(RunShare.name);
  private readonly leases: RunLeases;
  private readonly recording = new Batch<string, ItemResult, undefined>(async (_run, results) => {
    await this.recordAll(results);
    return () => undefined;
  });

  constructor(
    readonly key: RunKey,
    readonly tools: RunTools,
  ) {
    this.leases = new RunLeases(key, tools);
  }

  /** The run as it is now; `undefined` if it does not go on. */
  beat(): Promise<QualificationRunEntity | undefined> {
    const { workspace, runId } = this.key;
    const most = this.tools.settings.concurrency;
    return this.tools.runs.beat(workspace, runId, { replica: this.leases.id, ms: PRESENCE_MS, most });
  }

  /** The caller who pays, as the API key is now; `undefined` if it may not be used any more. */
  async payer({ keyId, actorName: name }: QualificationRunEntity): Promise<Caller | undefined> {
    const { workspace } = this.key;
    const caller = { workspace, name, scopes: [] };
    if (keyId === null) return { ...caller, keyId, lineageId: null, models: null };
    const key = await this.tools.runs.findKey(workspace, keyId);
    return key && { ...caller, keyId, lineageId: key.lineageId, models: ModelRules.of(key) };
  }

  /**
   * Takes leads that wait.
   * @param asksModels whether others who want to ask a model about the same leads have to wait
   */
  async claim(count: number, asksModels: boolean): Promise<ClaimedLeads> {
    const { key, tools } = this;
    const leaseId = this.leases.id;
    const { leaseSeconds } = tools.settings;
    const claimed = await tools.runs.transaction(async (query) => {
      const run = await tools.runs.lock(query, key.workspace, key.runId);
      const isOpen = run.state === 'running' && (run.slowUntil === null || run.slowUntil.getTime() <= Date.now());
      if (!isOpen) return { ready: [], isExhausted: false, isTooDear: false };
      const running = run.maxCostPicoUsd === null ? 0 : await tools.items.countRunning(query, key);
      const affordable = affordableLeads(run, running);
      const wanted = Math.min(count, affordable);
      const items = wanted < 1 ? [] : await tools.items.claim(query, key, { leaseId, leaseSeconds, count: wanted });
      const leads = await tools.items.readLeads(
        query,
        key.workspace,
        items.map(({ leadId }) => leadId),
      );
      const byId = new Map(leads.map((lead) => [lead.id, lead]));
      const ready = items.flatMap((item) => {
        const lead = byId.get(item.leadId);
        return lead === undefined ? [] : [{ ...item, lead, qualificationId: derivedId(key.runId, item.position) }];
      });
      const taken = asksModels
        ? await tools.claimRows.takeAll(
            query,
            ready.map((one) => this.claimOf(one)),
          )
        : undefined;
      const others = taken === undefined ? [] : ready.filter(({ leadId }) => !taken.has(leadId));
      if (others.length > 0) {
        const positions = others.map(({ position }) => position);
        await tools.items.putBack(query, key, { leaseId, positions, pauseMs: OTHERS_MS, isCounted: false });
      }
      return {
        ready: others.length === 0 ? ready : ready.filter((one) => !others.includes(one)),
        isExhausted: wanted >= 1 && items.length < wanted,
        isTooDear: wanted < 1 && running === 0,
      };
    });
    for (const one of claimed.ready) {
      const claim = this.claimOf(one);
      this.leases.hold(one.position, claim);
      if (asksModels) tools.claims.hold(claim);
    }
    return claimed;
  }

  /** Records what came of a lead, together with what came of others at the same time. */
  async record(result: ItemResult): Promise<void> {
    await this.recording.add(this.key.runId, result);
  }

  /** Records what came of many leads. A database that is away is waited for: what models answered was paid for. */
  async recordAll(results: readonly ItemResult[]): Promise<void> {
    try {
      await this.persistently(() => this.tools.results.record(this.key, this.leases.id, results));
    } catch (error) {
      await this.recordApart(results, error);
    }
    for (const { position } of results) this.leases.forget(position);
  }

  /** One score that the database refuses costs no other lead its own, and is not asked for again and again. */
  private async recordApart(results: readonly ItemResult[], error: unknown): Promise<void> {
    const [first, ...others] = results;
    if (others.length > 0) {
      for (const one of results) await this.recordAll([one]);
      return;
    }
    if (first?.qualification === undefined) throw error;
    const { position, leadId, costPicoUsd } = first;
    const { errorCode: error_code, message } = toSalesAgentError(error);
    const failed = [{ position, leadId, costPicoUsd, error: { error_code, message } }];
    this.logger.error({ err: error, run_id: this.key.runId, lead_id: leadId }, 'A score could not be recorded');
    await this.persistently(() => this.tools.results.record(this.key, this.leases.id, failed));
  }

  /**
   * Gives leads back.
   * @param isCounted whether the attempt counts as one
   * @param costPicoUsd what each has cost since it was taken
   */
  async putBack(
    leads: readonly ReadyLead[],
    pauseMs: number,
    isCounted: boolean,
    costPicoUsd: string | null = null,
  ): Promise<void> {
    if (leads.length === 0) return;
    const { key, tools } = this;
    const positions = leads.map(({ position }) => position);
    await this.persistently(() =>
      tools.runs.transaction(async (query) => {
        await tools.runs.lock(query, key.workspace, key.runId);
        const back = { leaseId: this.leases.id, positions, pauseMs, isCounted, costPicoUsd };
        const count = await tools.items.putBack(query, key, back);
        if (costPicoUsd !== null && count > 0) await tools.runs.addCosts(query, key, Array(count).fill(costPicoUsd));
      }),
    );
    for (const one of leads) {
      await tools.claims.release(this.claimOf(one));
      this.leases.forget(one.position);
    }
  }

  /** Whether a lead is still this process's to score, as far as it knows. */
  holds({ position }: ReadyLead): boolean {
    return this.leases.has(position);
  }

  /** Ends what renews the leases. */
  close(): void {
    this.leases.close();
  }

  private claimOf({ leadId, qualificationId }: ReadyLead): ScoringClaim {
    return { workspace: this.key.workspace, leadId, qualificationId };
  }

  private async persistently(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt >= MOST_RETRIES || !isPassing(error)) throw error;
        await pause(RETRY_MS, NEVER);
      }
    }
  }
}

const NEVER = new AbortController().signal;

function isPassing(error: unknown): boolean {
  return error instanceof Error && (error as { kind?: unknown }).kind === 'unavailable';
}
