import type { WorkspaceId } from '../../database/workspace-id.js';

export const TRAINING_QUEUE = 'scoring-models.train';

/** What trains one version of a workspace's model. */
export interface TrainingJob {
  workspace_id: WorkspaceId;
  version: number;
  /** Whether it began by itself: then it does not replace what a user took out of use. */
  is_automatic?: boolean;
}
