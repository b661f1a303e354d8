import { Injectable } from '@nestjs/common';
import { Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { PageQuery } from '../../validation/page.dto.js';
import { fromWire, toWire } from '../../validation/wire.js';
import { completeProfile, DEFAULT_SCORING_PROFILE, type ScoringProfile } from './scoring-profile.js';
import {
  type ScoringProfileChange,
  type ScoringProfileListResponse,
  type ScoringProfileRequest,
  ScoringProfileResponse,
  WeightsDto,
} from './scoring-profile.dto.js';
import type { ScoringProfileEntity } from './scoring-profile.entity.js';
import { ScoringProfileRepository } from './scoring-profile.repository.js';

@Injectable()
export class ScoringProfileService {
  constructor(
    private readonly profiles: ScoringProfileRepository,
    private readonly pagination: Pagination,
  ) {}

  /** The profile that counts now; a new workspace begins with the default one. */
  async current(workspace: WorkspaceId): Promise<ScoringProfileEntity> {
    const stored = await this.profiles.findCurrent(workspace);
    if (stored !== undefined) return complete(stored);
    await this.profiles.addFirst(workspace, DEFAULT_SCORING_PROFILE);
    const first = await this.profiles.findCurrent(workspace);
    if (first === undefined) throw new Error('A profile that was just stored is not there');
    return complete(first);
  }

  async get(workspace: WorkspaceId): Promise<ScoringProfileResponse> {
    return toResponse(await this.current(workspace));
  }

  /**
   * Every version that was ever stored, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  async versions(workspace: WorkspaceId, request: PageQuery): Promise<ScoringProfileListResponse> {
    // A workspace that has never changed its profile has the first version, too.
    await this.current(workspace);
    const { rows, nextCursor } = await this.pagination.page(
      { scoring_profiles: workspace },
      request,
      async (limit, after) => {
        const versions = await this.profiles.list(workspace, limit, after && Number(after.key));
        return versions.map((stored) => ({ id: String(stored.version), stored }));
      },
      ({ stored }) => stored.version,
    );
    return { data: rows.map(({ stored }) => toResponse(complete(stored))), next_cursor: nextCursor };
  }

  /** Replaces the profile; earlier versions stay, for the scores that were made by them. */
  async replace(workspace: WorkspaceId, request: ScoringProfileRequest): Promise<ScoringProfileResponse> {
    const definition = definitionOf(request);
    return toResponse(await this.profiles.add(workspace, () => definition));
  }

  /** Replaces the given parts of the profile, in a new version; without any, there is no new version. */
  async change(workspace: WorkspaceId, change: ScoringProfileChange): Promise<ScoringProfileResponse> {
    const current = await this.current(workspace);
    const { weights, ...others } = fromWire(change);
    const parts = weights === undefined ? others : { ...others, weights: fromWire(weights) };
    if (Object.keys(parts).length === 0) return toResponse(current);
    return toResponse(
      await this.profiles.add(workspace, (last = current.definition) => completeProfile({ ...last, ...parts })),
    );
  }
}

/** A profile as a request has it, in the form of the code, with all its lists. */
export function definitionOf(request: ScoringProfileRequest): ScoringProfile {
  return completeProfile({ ...fromWire(request), weights: fromWire(request.weights) });
}

function complete(stored: ScoringProfileEntity): ScoringProfileEntity {
  return Object.assign(stored, { definition: completeProfile(stored.definition) });
}

function toResponse({ version, definition, createdAt }: ScoringProfileEntity): ScoringProfileResponse {
  const weights = toWire(WeightsDto, definition.weights);
  return toWire(ScoringProfileResponse, { ...definition, weights, version, createdAt });
}
