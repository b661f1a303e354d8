import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../../database/workspace-id.js';
import type { ScoringProfile } from './scoring-profile.js';
import { ScoringProfileRepository, type VersionedProfile } from './scoring-profile.repository.js';

@Injectable()
export class ScoringProfileService {
  constructor(private readonly profiles: ScoringProfileRepository) {}

  current(workspace: WorkspaceId): Promise<VersionedProfile> {
    return this.profiles.findCurrent(workspace);
  }

  /** Replaces the profile; earlier versions stay, for the scores that were made by them. */
  replace(workspace: WorkspaceId, profile: ScoringProfile): Promise<VersionedProfile> {
    return this.profiles.add(workspace, profile);
  }
}
