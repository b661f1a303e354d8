import { describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { CallerCounter, type CallerLimits, type CountedCaller, shareOf } from './caller-counter.js';

const caller = (workspace: string, keyId: string | null): CountedCaller => ({
  workspace: workspace as WorkspaceId,
  keyId,
});
const counter = (limits: CallerLimits) =>
  new CallerCounter(limits, (limit, owner) => new Error(`${limit} of one ${owner}`));

describe('what callers have under way', () => {
  it('is limited for each key, and for all keys of a workspace to three quarters of what there is', () => {
    const running = counter({ key: 2, workspace: shareOf(4) });
    running.enter(caller('a', '1'));
    const leave = running.enter(caller('a', '1'));
    expect(() => running.enter(caller('a', '1'))).toThrow('2 of one API key');
    running.enter(caller('a', '2'));
    expect(() => running.enter(caller('a', '2'))).toThrow('3 of one workspace');
    expect(() => {
      running.check(caller('a', '3'));
    }).toThrow('3 of one workspace');
    running.enter(caller('b', '4'));
    leave();
    leave();
    running.enter(caller('a', '3'));
    expect(() => running.enter(caller('a', '3'))).toThrow('3 of one workspace');
  });

  it('is not counted where it was refused', () => {
    const running = counter({ key: 1, workspace: 3 });
    const leave = running.enter(caller('a', '1'));
    for (let count = 0; count < 5; count++) expect(() => running.enter(caller('a', '1'))).toThrow('1 of one API key');
    leave();
    for (const key of ['1', '2', '3']) running.enter(caller('a', key));
    expect(() => running.enter(caller('a', '4'))).toThrow('3 of one workspace');
  });

  it('has no limit that is 0, and one place wherever there is one', () => {
    expect(() => counter({ key: 0, workspace: 0 }).enter(caller('a', '1'), 1e6)).not.toThrow();
    expect([1, 2, 3, 1_024].map(shareOf)).toEqual([1, 2, 3, 768]);
  });

  it('is not counted in open mode', () => {
    const running = counter({ key: 1, workspace: 1 });
    for (let count = 0; count < 3; count++) running.enter(caller('a', null));
    running.check(caller('a', null));
  });
});
