import { describe, expect, it } from 'vitest';
import { RunpodWorkerSettings } from './runpod-worker.settings.js';
import { readSettings } from '../config/environment.js';
import { fill, queueAddressOf, withParameter } from './queue-address.js';

const VARIABLES = {
  RUNPOD_WEBHOOK_GET_JOB: 'https://api.runpod.ai/v2/ep1/job-take/$ID?gpu=L4',
  RUNPOD_WEBHOOK_POST_OUTPUT: 'https://api.runpod.ai/v2/ep1/job-done/$RUNPOD_POD_ID/$ID?gpu=L4',
  RUNPOD_WEBHOOK_PING: 'https://api.runpod.ai/v2/ep1/ping/$RUNPOD_POD_ID?gpu=L4',
  RUNPOD_AI_API_KEY: 'queue-key',
};

function addressOf(variables: Record<string, string>) {
  return queueAddressOf(readSettings(RunpodWorkerSettings, variables));
}

describe('queueAddressOf', () => {
  it('fills in the worker, and leaves the job open', () => {
    expect(addressOf({ ...VARIABLES, RUNPOD_POD_ID: 'pod1' })).toEqual({
      workerId: 'pod1',
      apiKey: 'queue-key',
      take: 'https://api.runpod.ai/v2/ep1/job-take/pod1?gpu=L4',
      stop: 'https://api.runpod.ai/v2/ep1/job-stop/pod1?gpu=L4',
      ping: 'https://api.runpod.ai/v2/ep1/ping/pod1?gpu=L4',
      output: 'https://api.runpod.ai/v2/ep1/job-done/pod1/$ID?gpu=L4',
    });
  });

  it('generates an id where RunPod names no worker', () => {
    const { workerId, take } = addressOf(VARIABLES);
    expect(workerId).toMatch(/^[\da-f-]{36}$/);
    expect(take).toContain(workerId);
  });

  it('has no address for cancellations if it cannot be derived from that of jobs', () => {
    expect(addressOf({ ...VARIABLES, RUNPOD_WEBHOOK_GET_JOB: 'https://queue.example/$ID' }).stop).toBeUndefined();
  });

  it.each(Object.keys(VARIABLES))('names %s where it is missing', (name) => {
    const others = Object.fromEntries(Object.entries(VARIABLES).filter(([key]) => key !== name));
    expect(() => addressOf(others)).toThrow(`Wrong settings: ${name} must be set for the queue worker`);
  });

  it('names all that are missing', () => {
    expect(() => addressOf({})).toThrow(new RegExp(Object.keys(VARIABLES).join('.*; ')));
  });
});

describe('fill', () => {
  it('takes values as they are, and keeps them inside their place', () => {
    expect(fill('/job-done/$ID?x=1', { $ID: "a/b?$&$'" })).toBe("/job-done/a%2Fb%3F%24%26%24'?x=1");
  });
});

describe('withParameter', () => {
  it.each([
    ['http://queue/ping', 'http://queue/ping?job_id=a%2Cb'],
    ['http://queue/ping?gpu=L4', 'http://queue/ping?gpu=L4&job_id=a%2Cb'],
  ])('adds one to %s', (url, whole) => {
    expect(withParameter(url, 'job_id', 'a,b')).toBe(whole);
  });
});
