import type { MigrationInterface, QueryRunner } from 'typeorm';

const RULES: readonly (readonly [table: string, constraint: string, column: string])[] = [
  ['leads', 'ck_leads_method', 'qualification_method'],
  ['qualifications', 'ck_qualifications_method', 'method'],
  ['qualification_runs', 'ck_qualification_runs_method', 'method'],
];

/** Functions that name the columns of a score, and how they name the new one. */
const FUNCTIONS: readonly (readonly [name: string, before: string, after: string])[] = [
  ['record_changed_leads', 'qualification_facts_changed', 'qualification_facts_changed,win_probability'],
  ['webhook_lead', `'qualified_at', `, `'win_probability', lead.win_probability, 'qualified_at', `],
];

/** Scores that are learned from outcomes, with the probability of being won. Constraints are checked apart, which blocks no writes. */
export class LearnedScores1796620000000 implements MigrationInterface {
  readonly name = 'LearnedScores1796620000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'leads', 'win_probability', 'double precision', 'win_probability BETWEEN 0 AND 1');
    await addColumn(runner, 'qualifications', 'win_probability', 'double precision', 'win_probability BETWEEN 0 AND 1');
    await addColumn(runner, 'qualifications', 'llm_score', 'numeric(5, 2)', 'llm_score BETWEEN 0 AND 100');
    for (const [table, constraint, column] of RULES) {
      await constrain(runner, table, constraint, `${column} IN ('llm', 'rules', 'learned', 'cascade')`);
    }
    for (const [name, before, after] of FUNCTIONS) {
      if (!(await definitionOf(runner, name)).includes(after)) await rewrite(runner, name, before, after);
    }
  }

  /** Learned scores stay, as scores by rules. */
  async down(runner: QueryRunner): Promise<void> {
    for (const [name, before, after] of FUNCTIONS) await rewrite(runner, name, after, before);
    for (const [table, constraint, column] of RULES) {
      await runner.query(`UPDATE ${table} SET ${column} = 'rules' WHERE ${column} IN ('learned', 'cascade')`);
      await constrain(runner, table, constraint, `${column} IN ('llm', 'rules')`);
    }
    await runner.query('ALTER TABLE qualifications DROP COLUMN llm_score, DROP COLUMN win_probability');
    await runner.query('ALTER TABLE leads DROP COLUMN win_probability');
  }
}

async function addColumn(runner: QueryRunner, table: string, column: string, type: string, rule: string) {
  await runner.query(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column} ${type}`);
  await constrain(runner, table, `ck_${table}_${column}`, rule);
}

async function constrain(runner: QueryRunner, table: string, constraint: string, rule: string): Promise<void> {
  await runner.query(`
    ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${constraint}, ADD CONSTRAINT ${constraint} CHECK (${rule}) NOT VALID`);
  await runner.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`);
}

async function definitionOf(runner: QueryRunner, name: string): Promise<string> {
  const [row] = (await runner.query(`SELECT pg_get_functiondef($1::regproc) AS definition`, [name])) as [
    { definition: string },
  ];
  return row.definition;
}

async function rewrite(runner: QueryRunner, name: string, before: string, after: string): Promise<void> {
  await runner.query((await definitionOf(runner, name)).replaceAll(before, after));
}
