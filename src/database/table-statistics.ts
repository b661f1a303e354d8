import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { WorkspaceTables } from './data-source.js';
import { Database } from './database.service.js';

/** Changed rows from which statistics are worth a look at the table, and the share of its rows that has to have changed. */
const FEWEST_CHANGES = 1_000;
const CHANGED_SHARE = 1;

/**
 * Has PostgreSQL look at tables that grow fast. Its own look comes once a minute at most; until then it takes a table that an import
 * fills for one of a few rows, and reads and sorts all of it for a page of a list.
 */
@Injectable()
export class TableStatistics extends PeriodicWork {
  protected readonly everyMs = 1_000;
  protected readonly failureMessage = 'Could not renew the statistics of tables';
  private isLooking = false;

  constructor(
    private readonly database: Database,
    private readonly tables: WorkspaceTables,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    if (this.isLooking || this.isStopping) return;
    this.isLooking = true;
    try {
      // One that another replica is looking at is left out.
      for (const { name } of await this.outdated()) {
        await this.database.idempotentWrite(`ANALYZE (SKIP_LOCKED) ${name}`);
      }
    } finally {
      this.isLooking = false;
    }
  }

  private outdated(): Promise<{ name: string }[]> {
    return this.database.read(
      `SELECT class.oid::regclass::text AS name
       FROM unnest($1::text[]) AS own (name) JOIN pg_class AS class ON class.oid = to_regclass(own.name)
       WHERE pg_stat_get_mod_since_analyze(class.oid) > greatest($2::float8, class.reltuples * $3::float8)`,
      [this.tables.names, FEWEST_CHANGES, CHANGED_SHARE],
    );
  }
}
