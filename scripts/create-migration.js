// Writes an empty migration: npm run migration:create -- what-it-does
import { readdirSync, writeFileSync } from 'node:fs';

const what = process.argv[2];
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(what ?? '')) {
  console.error('Name what the migration does, in kebab-case: npm run migration:create -- add-lead-owner');
  process.exit(1);
}
// Migrations run in the order of their timestamps, so a new one comes after all others whatever the clock shows.
const newest = Math.max(...readdirSync('migrations').map((file) => Number.parseInt(file, 10) || 0));
const timestamp = Math.max(Date.now(), newest + 1);
const name = what.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter) => letter.toUpperCase()) + timestamp;
const path = `migrations/${timestamp}-${what}.ts`;
const text = `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  readonly name = '${name}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
    \`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(\`
    \`);
  }
}
`;
writeFileSync(path, text, { flag: 'wx' });
console.log(`Wrote ${path}; add ${name} to the list in src/schema.ts.`);
