import { Injectable } from '@nestjs/common';
import { ScoringClaimsRepository } from '../claims/scoring-claims.repository.js';
import { ScoringClaims } from '../claims/scoring-claims.service.js';
import { RunItemsRepository } from './run-items.repository.js';
import { RunResultsRepository } from './run-results.repository.js';
import type { RunTools } from './run-share.js';
import { RunTakeOvers } from './run-take-overs.repository.js';
import { RunsRepository } from './runs.repository.js';
import { RunSettings } from './runs.settings.js';

/** What each share of a run works with. */
@Injectable()
export class RunToolbox implements RunTools {
  constructor(
    readonly runs: RunsRepository,
    readonly items: RunItemsRepository,
    readonly takeOvers: RunTakeOvers,
    readonly results: RunResultsRepository,
    readonly claims: ScoringClaims,
    readonly claimRows: ScoringClaimsRepository,
    readonly settings: RunSettings,
  ) {}
}
