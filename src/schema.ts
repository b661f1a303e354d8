import { Leads1795300000000 } from '../migrations/1795300000000-leads.js';
import { WorkspaceEntity } from './access/workspace.entity.js';
import type { Schema } from './database/data-source.js';
import { LeadEntity } from './leads/lead.entity.js';
import { ScoringProfileEntity } from './leads/qualification/profile/scoring-profile.entity.js';
import { QualificationEntity } from './leads/qualification/qualification.entity.js';

/** Every table of the house as the code sees it, and every step that led there, oldest first. */
export const schema: Schema = {
  entities: [WorkspaceEntity, ScoringProfileEntity, LeadEntity, QualificationEntity],
  migrations: [Leads1795300000000],
};
