import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { DEFAULT_SCORING_PROFILE, type ScoringProfile } from './scoring-profile.js';
import type { ScoringProfileEntity } from './scoring-profile.entity.js';
import { ScoringProfileRepository } from './scoring-profile.repository.js';

@Injectable()
export class ScoringProfileService {
  constructor(private readonly profiles: ScoringProfileRepository) {}

  /** The profile that counts now; a new workspace begins with the default one. */
  async current(workspace: WorkspaceId): Promise<ScoringProfileEntity> {
    const stored = await this.profiles.findCurrent(workspace);
    if (stored !== undefined) return stored;
    await this.profiles.addFirst(workspace, DEFAULT_SCORING_PROFILE);
    const first = await this.profiles.findCurrent(workspace);
    if (first === undefined) throw new Error('A profile that was just stored is not there');
    return first;
  }

  /** Replaces the profile; earlier versions stay, for the scores that were made by them. */
  replace(workspace: WorkspaceId, profile: ScoringProfile): Promise<ScoringProfileEntity> {
    return this.profiles.add(workspace, profile);
  }
}
