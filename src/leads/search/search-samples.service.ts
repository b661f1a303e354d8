import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../database/database.service.js';
import { TrigramSample } from './trigram-sample.js';

/** PostgreSQL takes a new sample when a tenth of the leads have changed. */
const KEPT_MS = 600_000;

/** The sample of leads that PostgreSQL keeps for its own estimates; read again every ten minutes. */
@Injectable()
export class SearchSamples {
  private readonly samples = new LRUCache<'leads', TrigramSample>({
    max: 1,
    ttl: KEPT_MS,
    fetchMethod: () => this.read(),
  });

  constructor(private readonly database: Database) {}

  /** An empty sample where PostgreSQL has none yet, or shows it to the owner of the leads alone. */
  current(): Promise<TrigramSample> {
    return this.samples.forceFetch('leads');
  }

  private async read(): Promise<TrigramSample> {
    const [sample] = await this.database.read<{ texts: string[]; leads: number }>(
      `SELECT histogram_bounds::text::text[] AS texts, reltuples AS leads
       FROM pg_stats, pg_class
       WHERE schemaname = current_schema() AND tablename = 'ix_leads_search' AND histogram_bounds IS NOT NULL
         AND pg_class.oid = to_regclass('leads')`,
    );
    return new TrigramSample(sample?.texts ?? [], sample?.leads ?? 0);
  }
}
