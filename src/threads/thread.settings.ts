import { IntegerSetting } from '../config/setting.decorators.js';

/** Threads for work that would otherwise hold up every other request. */
export class ThreadSettings {
  static readonly title = 'Worker threads';

  @IntegerSetting(
    'WORKER_THREADS',
    'Most threads that count tokens and check answers against schemas. They start when they are needed.',
    1,
    64,
  )
  readonly threads: number = 2;

  @IntegerSetting(
    'WORKER_QUEUE',
    'Most tasks that wait for a worker thread; a workspace may have a quarter of them, and workspaces are served by turns. Beyond it tokens are estimated, and answers not checked.',
    4,
    10_000,
  )
  readonly queue: number = 256;
}
