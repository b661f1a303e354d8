import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';

/** How many requests a subject has made in the current minute, by the database's clock. */
export interface RateLimitWindow {
  used: number;
  /** Until the next minute begins. */
  remainingMs: number;
}

@Injectable()
export class RateLimitWindowsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds `count` requests to the current minute of `subject`, and returns the sum over all replicas. A statement that
   * started just before the minute and waited for the row lock finds the next minute there, and counts in that one.
   */
  async add(subject: string, count: number): Promise<RateLimitWindow> {
    const rows = await this.database.write<RateLimitWindow>(
      `INSERT INTO rate_limit_windows AS w (subject, window_start, used)
       VALUES ($1, date_trunc('minute', now()), $2)
       ON CONFLICT ON CONSTRAINT pk_rate_limit_windows DO UPDATE
       SET (used, window_start) = (
         SELECT EXCLUDED.used + CASE WHEN runs_on THEN w.used ELSE 0 END,
                CASE WHEN runs_on THEN w.window_start ELSE EXCLUDED.window_start END
         FROM (SELECT w.window_start - EXCLUDED.window_start IN (interval '0', interval '1 minute') AS runs_on) AS found)
       RETURNING used::float8,
         extract(epoch FROM window_start + interval '1 minute' - now())::float8 * 1000 AS "remainingMs"`,
      [subject, count],
    );
    return onlyRow(rows);
  }

  /** Deletes subjects without a request for an hour; most are addresses that never call again. */
  async deleteStale(): Promise<void> {
    await this.database.idempotentWrite(
      `DELETE FROM rate_limit_windows WHERE window_start < now() - interval '1 hour'`,
    );
  }
}
