import type { JobAnswer } from './job-handler.js';

const MOST_ANSWERS = 100;
/** A job that is handed out again later than this is meant to be run again. */
const KEPT_MS = 600_000;

/** The latest answers, for a queue that hands a job out again because it did not hear that one. */
export class AnsweredJobs {
  private readonly answers = new Map<string, { answer: JobAnswer; at: number }>();

  get(jobId: string): JobAnswer | undefined {
    const known = this.answers.get(jobId);
    return known !== undefined && performance.now() - known.at < KEPT_MS ? known.answer : undefined;
  }

  add(jobId: string, answer: JobAnswer): void {
    this.answers.delete(jobId);
    this.answers.set(jobId, { answer, at: performance.now() });
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST_ANSWERS && oldest !== undefined) this.answers.delete(oldest);
  }
}
