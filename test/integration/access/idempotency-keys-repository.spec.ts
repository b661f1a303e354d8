import { hash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import {
  type PendingClaim,
  type Claim,
  IdempotencyKeysRepository,
  type Success,
} from '../../../src/idempotency/idempotency-keys.repository.js';
import { DEFAULT_WORKSPACE_ID as WORKSPACE } from '../../../src/database/workspace-id.js';
import { LeadsRepository } from '../../../src/leads/leads.repository.js';
import { useService } from '../../support/test-service.js';

const BODY = Buffer.from('answer');

const service = useService();
let keys: IdempotencyKeysRepository;

beforeAll(() => {
  keys = service.app.get(IdempotencyKeysRepository);
});

const sha = (text: string) => hash('sha256', text, 'buffer');

function attempt(key: string = uuidv7(), request = 'request'): PendingClaim {
  return { keyHash: sha(key), fingerprint: sha(request), holder: uuidv7() };
}

async function claim(one: PendingClaim): Promise<Claim | undefined> {
  const [claimed] = await keys.claim(WORKSPACE, [one]);
  return claimed && { ...one, workspace: WORKSPACE, operationId: claimed.operationId };
}

const lapse = ({ keyHash }: PendingClaim) =>
  service.database.query(`UPDATE idempotency_keys SET held_until = now() - interval '1 ms' WHERE key_hash = $1`, [
    keyHash,
  ]);

const found = async ({ keyHash }: PendingClaim) => (await keys.find(WORKSPACE, [keyHash]))[0]!;

function success(of: Claim, leadId: string | null = null): Success {
  return { claim: of, status: 201, leadId, body: BODY, durable: false };
}

async function createLead(): Promise<string> {
  return (await service.app.get(LeadsRepository).insert(WORKSPACE, uuidv7(), { companyName: 'Acme' })).id;
}

describe('a claim', () => {
  it('is made once, under the id of its attempt', async () => {
    const [first, second] = [attempt('once'), attempt('once')];
    expect(await keys.claim(WORKSPACE, [first])).toEqual([{ holder: first.holder, operationId: first.holder }]);
    expect(await keys.claim(WORKSPACE, [second])).toEqual([]);
  });

  it('whose holder fell silent goes on under the same operation, for the same request alone', async () => {
    const first = attempt('silent');
    await claim(first);
    await lapse(first);
    expect(await claim(attempt('silent', 'other'))).toBeUndefined();
    expect(await claim(attempt('silent'))).toMatchObject({ operationId: first.holder });
    expect(await claim(attempt('silent'))).toBeUndefined();
  });

  it('lives on by being renewed, unless another has taken over', async () => {
    const first = (await claim(attempt('renewed')))!;
    const stolen = (await claim(attempt('stolen')))!;
    await Promise.all([first, stolen].map(lapse));
    await claim(attempt('stolen'));
    await lapse(stolen);
    await keys.renew([first, stolen]);
    expect(await claim(attempt('renewed'))).toBeUndefined();
    expect(await claim(attempt('stolen'))).toMatchObject({ operationId: stolen.operationId });
  });

  it('that is released is free for any request; the same one goes on under the same operation', async () => {
    const first = (await claim(attempt('released')))!;
    await keys.release(first);
    const second = (await claim(attempt('released')))!;
    expect(second.operationId).toBe(first.operationId);
    await keys.release(second);
    const other = attempt('released', 'other');
    expect(await claim(other)).toMatchObject({ operationId: other.holder });
  });

  it('is not released by a process that lost it', async () => {
    const first = (await claim(attempt('lost')))!;
    await lapse(first);
    const second = (await claim(attempt('lost')))!;
    await keys.release(first);
    expect(await claim(attempt('lost', 'other'))).toBeUndefined();
    expect(await found(second)).toMatchObject({ holder: second.holder, status: null });
  });

  it('is completed by the first process, once', async () => {
    const first = (await claim(attempt('finished')))!;
    await lapse(first);
    const second = (await claim(attempt('finished')))!;
    await keys.finish(WORKSPACE, [success(first)]);
    await keys.finish(WORKSPACE, [{ ...success(second), body: Buffer.from('later') }]);
    await keys.release(second);
    expect(await found(first)).toMatchObject({ status: 201, body: BODY, expired: false });
    await lapse(first);
    expect(await claim(attempt('finished'))).toBeUndefined();
  });
});

describe('the answer', () => {
  it('of a lead that is gone is not kept, while those beside it are', async () => {
    const claims = [(await claim(attempt()))!, (await claim(attempt()))!, (await claim(attempt()))!];
    const leadIds = [uuidv7(), await createLead(), null];
    await keys.finish(
      WORKSPACE,
      claims.map((one, index) => success(one, leadIds[index])),
    );
    const kept = await Promise.all(claims.map(found));
    expect(kept.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(kept.map(({ body }) => body)).toEqual([null, BODY, BODY]);
  });

  it('is not kept if the lead is being deleted at that moment', async () => {
    const one = (await claim(attempt()))!;
    const leadId = await createLead();
    const deleting = service.database.query(
      `DO $$ BEGIN DELETE FROM leads WHERE id = '${leadId}'; PERFORM pg_sleep(0.3); END $$`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all([deleting, keys.finish(WORKSPACE, [success(one, leadId)])]);
    expect(await found(one)).toMatchObject({ status: 201, body: null });
  });
});

describe('many statements at the same keys', () => {
  it('do not wait for each other in a circle', async () => {
    const names = Array.from({ length: 40 }, () => randomBytes(8).toString('hex'));
    const shuffled = () => names.toSorted(() => Math.random() - 0.5);
    const claims: Claim[] = [];
    const work = Array.from({ length: 60 }, async () => {
      const attempts = shuffled().map((name) => attempt(name));
      const taken = new Map((await keys.claim(WORKSPACE, attempts)).map((one) => [one.holder, one.operationId]));
      for (const one of attempts) {
        const operationId = taken.get(one.holder);
        if (operationId !== undefined) claims.push({ ...one, workspace: WORKSPACE, operationId });
      }
      const mine = claims.toSorted(() => Math.random() - 0.5);
      await Promise.all([
        keys.renew(mine),
        keys.finish(
          WORKSPACE,
          mine.slice(0, 20).map((one) => success(one)),
        ),
      ]);
    });
    await Promise.all(work);
    expect(claims).toHaveLength(names.length);
  });
});
