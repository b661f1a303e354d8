import type { QueryRunner } from 'typeorm';
import type { DatabaseConnector } from './database-connector.js';
import { toDatabaseError } from './database.errors.js';
import type { PoolState } from './pool-state.js';

/** Runs one statement; rows come back as the statement names their columns. */
export type Query = <Row extends object>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** The door through which repositories reach the database; everything it throws is an error of ours. */
export class Database {
  constructor(private readonly connector: DatabaseConnector) {}

  /**
   * Runs one statement on its own.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, ConstraintViolationError or DatabaseQueryError
   */
  async query<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const runner = await this.runner();
    try {
      return await run<Row>(runner, sql, parameters);
    } finally {
      await runner.release();
    }
  }

  /** Runs `work` in one transaction: all of it is stored, or, whatever `work` throws, nothing. */
  async transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    const runner = await this.runner();
    const query: Query = (sql, parameters = []) => run(runner, sql, parameters);
    try {
      await query('BEGIN');
      const result = await work(query);
      await query('COMMIT');
      return result;
    } catch (error) {
      await query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** How the pool is; asks nobody. */
  poolState(): PoolState {
    return this.connector.poolState();
  }

  private async runner(): Promise<QueryRunner> {
    return (await this.connector.connected()).createQueryRunner();
  }
}

async function run<Row extends object>(runner: QueryRunner, sql: string, parameters: unknown[]): Promise<Row[]> {
  try {
    const { records } = await runner.query(sql, parameters, true);
    return records as Row[];
  } catch (error) {
    throw toDatabaseError(error);
  }
}
