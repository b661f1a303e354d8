import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';

/** What a subject has used of the minute that runs, by the database's clock. */
export interface RateLimitWindow {
  used: number;
  /** Until the next minute begins. */
  remainingMs: number;
}

@Injectable()
export class RateLimitWindowsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds `count` requests to the current minute of `subject`, and tells its sum over all replicas. A statement that began
   * just before the minute and had to wait for its row finds the next minute there, and counts in that one.
   */
  async add(subject: string, count: number): Promise<RateLimitWindow> {
    const [window] = await this.database.write<{ used: string; remainingMs: number }>(
      `INSERT INTO rate_limit_windows AS w (subject, window_start, used)
       VALUES ($1, date_trunc('minute', now()), $2)
       ON CONFLICT ON CONSTRAINT pk_rate_limit_windows DO UPDATE
       SET (used, window_start) = (
         SELECT EXCLUDED.used + CASE WHEN runs_on THEN w.used ELSE 0 END,
                CASE WHEN runs_on THEN w.window_start ELSE EXCLUDED.window_start END
         FROM (SELECT w.window_start - EXCLUDED.window_start IN (interval '0', interval '1 minute') AS runs_on) AS found)
       RETURNING used, extract(epoch FROM window_start + interval '1 minute' - now())::float8 * 1000 AS "remainingMs"`,
      [subject, count],
    );
    if (window === undefined) throw new Error('INSERT ... RETURNING gave no row');
    return { used: Number(window.used), remainingMs: window.remainingMs };
  }

  /** Drops what has not called for an hour; most are addresses that will never call again. */
  async deleteStale(): Promise<void> {
    await this.database.idempotentWrite(
      `DELETE FROM rate_limit_windows WHERE window_start < now() - interval '1 hour'`,
    );
  }
}
