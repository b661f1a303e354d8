import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { fromWire, toWire } from '../../validation/wire.js';
import { completeProfile, DEFAULT_SCORING_PROFILE } from './scoring-profile.js';
import {
  type ScoringProfileChange,
  type ScoringProfileRequest,
  ScoringProfileResponse,
  WeightsDto,
} from './scoring-profile.dto.js';
import type { ScoringProfileEntity } from './scoring-profile.entity.js';
import { ScoringProfileRepository } from './scoring-profile.repository.js';

@Injectable()
export class ScoringProfileService {
  constructor(private readonly profiles: ScoringProfileRepository) {}

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

  /** Replaces the profile; earlier versions stay, for the scores that were made by them. */
  async replace(workspace: WorkspaceId, request: ScoringProfileRequest): Promise<ScoringProfileResponse> {
    const definition = completeProfile({ ...fromWire(request), weights: fromWire(request.weights) });
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

function complete(stored: ScoringProfileEntity): ScoringProfileEntity {
  return Object.assign(stored, { definition: completeProfile(stored.definition) });
}

function toResponse({ version, definition, createdAt }: ScoringProfileEntity): ScoringProfileResponse {
  const weights = toWire(WeightsDto, definition.weights);
  return toWire(ScoringProfileResponse, { ...definition, weights, version, createdAt });
}
