import { IntegerSetting, SecretSetting, TextSetting } from '../config/setting.decorators.js';

const URL_FORM = /^https?:\/\/\S+$/;
const URL_RULE = 'be an http or https URL, as RunPod sets it';

/** The queue worker for RunPod, which sets most of these itself. */
export class RunpodWorkerSettings {
  static readonly title = 'RunPod queue worker';

  @SecretSetting('RUNPOD_WORKER_API_KEY', 'API key of this service that jobs act with. Without it, jobs have no key.')
  readonly apiKey?: string;

  @IntegerSetting('RUNPOD_CONCURRENCY', 'Jobs that one worker runs at the same time.', 1, 1_000)
  readonly concurrency: number = 1;

  @TextSetting(
    'RUNPOD_WEBHOOK_GET_JOB',
    'Where jobs are taken; `$ID` stands for the worker. Set by RunPod.',
    URL_FORM,
    URL_RULE,
  )
  readonly getJobUrl?: string;

  @TextSetting(
    'RUNPOD_WEBHOOK_POST_OUTPUT',
    'Where answers go; `$RUNPOD_POD_ID` stands for the worker, `$ID` for the job. Set by RunPod.',
    URL_FORM,
    URL_RULE,
  )
  readonly postOutputUrl?: string;

  @TextSetting(
    'RUNPOD_WEBHOOK_PING',
    'Where heartbeats go; `$RUNPOD_POD_ID` stands for the worker. Set by RunPod.',
    URL_FORM,
    URL_RULE,
  )
  readonly pingUrl?: string;

  @IntegerSetting('RUNPOD_PING_INTERVAL', 'Time between two heartbeats, in ms. Set by RunPod.', 100, 600_000)
  readonly pingIntervalMs: number = 10_000;

  @SecretSetting('RUNPOD_AI_API_KEY', "Key of RunPod's queue, not of its models. Set by RunPod.")
  readonly queueKey?: string;

  @TextSetting('RUNPOD_POD_ID', 'Id of the worker. Set by RunPod.', /^\S+$/, 'be one word without spaces')
  readonly workerId?: string;
}
