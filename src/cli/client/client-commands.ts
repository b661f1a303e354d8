import { type Command, Option } from 'commander';
import { QUALIFICATION_METHODS } from '../../leads/lead-score.js';
import { ROUTING_STRATEGIES } from '../../llm/llm.settings.js';
import type { Commands } from '../commands.js';
import type { DemoOptions } from './demo.command.js';
import type { ExportOptions } from './export.command.js';
import { pairOf } from './filters.js';
import type { ImportOptions } from './import.command.js';
import type { ServiceOptions } from './client-process.js';
import type { QualifyOptions, RunStep } from './runs.command.js';

const FILTER = 'a filter of GET /leads, such as country=DE,FR; may be repeated';
const RUN_STEPS: [RunStep, string][] = [
  ['pause', 'let what is being scored finish, and start no more'],
  ['resume', 'go on with a paused run'],
  ['cancel', 'end a run; scores that are there stay'],
  ['retry-failed', 'score the failed leads of a run again'],
];

/** Adds the commands that talk to a running service, as its other clients do. */
export function addClientCommands(program: Command, commands: Commands): void {
  forService(program.command('import'))
    .description('import leads from a CSV, XLSX or NDJSON file; exit code 3 if rows were refused')
    .argument('<file>', 'the file, or - for stdin')
    .option('--dry-run', 'check the file and count, without storing leads')
    .option(
      '--map <column=field>',
      'the field that a column is, or nothing to leave it out; may be repeated',
      toMapping,
      {},
    )
    .addOption(new Option('--on-duplicate <what>', 'for leads that are known').choices(['update', 'skip', 'create']))
    .option('--encoding <name>', 'of a text file, where its letters do not tell it, such as windows-1256')
    .option('--sheet <name>', 'the sheet of a workbook')
    .option('--again', 'import a file that was imported before')
    .option('--rejects <file>', 'write the refused rows there, with the reason of each')
    .action((file: string, options: ImportOptions) => commands.importFile(file, options));
  forService(program.command('qualify'))
    .description('score many leads in a run; exit code 3 if some could not be scored')
    .argument('[lead-ids...]', 'ids of leads; without them, all that match the filters')
    .option('--filter <name=value>', FILTER, toList, [])
    .addOption(new Option('--method <method>', 'how to score').choices([...QUALIFICATION_METHODS]))
    .addOption(new Option('--strategy <strategy>', 'how providers are chosen').choices([...ROUTING_STRATEGIES]))
    .option('--max-cost-usd <usd>', 'pause when this is spent')
    .option('--requalify', 'score leads again whose score still holds')
    .option('--estimate', 'only say what it would cost')
    .option('--yes', 'do not ask')
    .action((ids: string[], options: QualifyOptions) => commands.qualify(ids, options));
  forService(program.command('export'))
    .description('write leads with their scores to a file, or to stdout')
    .addOption(new Option('--format <format>').choices(['csv', 'ndjson']).default('csv'))
    .option('--output <file>', 'written whole or not at all')
    .option('--filter <name=value>', FILTER, toList, [])
    .option('--excel', 'with the mark that Excel needs to read UTF-8')
    .option('--raw', 'leave cells that look like formulas as they are')
    .action((options: ExportOptions) => commands.exportLeads(options));
  addRuns(program.command('runs').description('list, follow and change runs'), commands);
  forService(program.command('demo'))
    .description('import 200 sample leads, score them, and show the ten best; starts the service if none runs')
    .option('--yes', 'do not ask')
    .action((options: DemoOptions) => commands.demo(options));
}

function addRuns(runs: Command, commands: Commands): void {
  forService(runs.command('list'))
    .description('list runs, newest first')
    .action((options: ServiceOptions) => commands.listRuns(options));
  forService(runs.command('show'))
    .description('show a run')
    .argument('<id>')
    .action((id: string, options: ServiceOptions) => commands.showRun(id, options));
  forService(runs.command('watch'))
    .description('follow a run until it is over')
    .argument('<id>')
    .action((id: string, options: ServiceOptions) => commands.followRun(id, options));
  for (const [step, description] of RUN_STEPS) {
    forService(runs.command(step))
      .description(description)
      .argument('<id>')
      .action((id: string, options: ServiceOptions) => commands.changeRun(id, step, options));
  }
}

/** Which service it talks to. */
function forService(command: Command): Command {
  return command
    .option('--url <url>', 'the service; by default SALES_AGENT_URL, or the one on this machine')
    .option('--key <key>', 'an API key; SALES_AGENT_API_KEY keeps it out of the list of processes');
}

function toList(text: string, known: string[]): string[] {
  pairOf(text);
  return [...known, text];
}

/** `column=` leaves a column out. */
function toMapping(text: string, known: Record<string, string | null>): Record<string, string | null> {
  const [column, field] = pairOf(text);
  return { ...known, [column]: field || null };
}
