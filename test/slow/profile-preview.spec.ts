import { beforeAll, describe, expect, it } from 'vitest';
import { OPEN_CALLER } from '../../src/access/caller.js';
import { ScoringProfileRequest } from '../../src/qualification/profile/scoring-profile.dto.js';
import { ScoringProfileService } from '../../src/qualification/profile/scoring-profile.service.js';
import { ProfilePreviews } from '../../src/qualification/preview/profile-previews.service.js';
import { LEAD } from '../support/sample-lead.js';
import { longestTurn } from '../support/longest-turn.js';
import { busyMs } from '../support/thread-time.js';
import { useService } from '../support/test-service.js';

const LEADS = 10_000;
/** Of CPU, for two scores a lead, each as long as `npm run bench:rules` allows. */
const MOST_MS = LEADS * 2 * 0.15;
const MOST_TURN_MS = 50;
const service = useService();

beforeAll(async () => {
  await service.http.post('/api/v1/leads').send(LEAD);
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name, company_size, industry, contact_title, contact_email, notes)
     SELECT workspace_id, uuidv7_of.id, company_name || n, company_size, industry, contact_title, n || contact_email, notes
     FROM leads, generate_series(2, $1) AS n,
       LATERAL (SELECT lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000' AS text) AS made,
       LATERAL (SELECT made.text::uuid AS id) AS uuidv7_of`,
    [LEADS],
  );
});

describe('a preview of a scoring profile', () => {
  it('takes no longer than the scores of 10,000 leads by both profiles, and holds the event loop for less than 50 ms', async () => {
    const { workspace } = OPEN_CALLER;
    const profile = await service.app.get(ScoringProfileService).get(workspace);
    const previews = service.app.get(ProfilePreviews);
    const preview = async () => {
      const draft = Object.assign(new ScoringProfileRequest(), profile, { ideal_industries: ['Fishing'] });
      expect((await previews.preview(workspace, draft)).leads).toBe(LEADS);
    };
    expect(await busyMs(preview, MOST_MS)).toBeLessThan(MOST_MS);
    expect(await longestTurn(preview())).toBeLessThan(MOST_TURN_MS);
  }, 120_000);
});
