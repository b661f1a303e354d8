import { IntegerSetting, TextSetting } from '../config/setting.decorators.js';

const ONE_WORD = /^\S+$/;
const URL_FORM = /^https?:\/\/\S+$/;
const URL_RULE = 'be an http or https URL, as RunPod sets it';

/** The queue worker for RunPod, which sets most of these itself. */
export class RunpodWorkerSettings {
  /** URL to take jobs from; `$ID` stands for the worker. */
  @TextSetting('RUNPOD_WEBHOOK_GET_JOB', URL_FORM, URL_RULE)
  readonly getJobUrl?: string;

  /** URL to send results to; `$RUNPOD_POD_ID` stands for the worker, `$ID` for the job. */
  @TextSetting('RUNPOD_WEBHOOK_POST_OUTPUT', URL_FORM, URL_RULE)
  readonly postOutputUrl?: string;

  /** URL to send heartbeats to; `$RUNPOD_POD_ID` stands for the worker. */
  @TextSetting('RUNPOD_WEBHOOK_PING', URL_FORM, URL_RULE)
  readonly pingUrl?: string;

  /** Interval of heartbeats, in ms. */
  @IntegerSetting('RUNPOD_PING_INTERVAL', 100, 600_000)
  readonly pingIntervalMs: number = 10_000;

  /** Key for RunPod's queue; not the key for RunPod's models. */
  @TextSetting('RUNPOD_AI_API_KEY', ONE_WORD, 'be one word without spaces')
  readonly queueKey?: string;

  /** Id of the worker. */
  @TextSetting('RUNPOD_POD_ID', ONE_WORD, 'be one word without spaces')
  readonly workerId?: string;

  /** API key of this service that jobs act with. */
  @TextSetting('RUNPOD_WORKER_API_KEY', ONE_WORD, 'be one word without spaces')
  readonly apiKey?: string;

  /** Jobs that one worker runs at the same time. */
  @IntegerSetting('RUNPOD_CONCURRENCY', 1, 1_000)
  readonly concurrency: number = 1;
}
