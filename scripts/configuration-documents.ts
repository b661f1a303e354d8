import { SETTING_GROUPS } from '../src/app.settings.js';
import { type DeclaredSetting, settingsOf } from '../src/config/setting.decorators.js';
import type { SettingGroup } from '../src/config/settings.js';

const WIDTH = 120;
const HEADING = `# Configuration

Every setting is an environment variable. A \`.env\` file in the working directory completes them; a variable of the process
wins over one of \`.env\`, and an empty one counts as unset. An invalid value stops the start with a line that names the
variable and its rule, never the value. A name that looks like a setting and is none, such as \`DATABSE_URL\`, is named in a
warning at the start. [.env.example](../.env.example) lists all of them with their defaults.

This page is generated from the settings classes by \`npm run docs\`.
`;
const ENV_HEADING = `# Every setting with its default: copy this file to .env and change what you need. A variable of the process wins over one
# of .env, and an empty one counts as unset. Generated from the settings classes by "npm run docs".
`;

/** The page of all settings, one table for each group. */
export function configurationPage(): string {
  return HEADING + SETTING_GROUPS.map(tableOf).join('');
}

/** A file of all settings with their defaults. */
export function envExample(): string {
  return ENV_HEADING + SETTING_GROUPS.map(linesOf).join('');
}

function tableOf(group: SettingGroup): string {
  const rows = settingsOf(group).map((setting) => {
    const text = defaultOf(group, setting);
    const shown = text === '' ? 'unset' : `\`${text}\``;
    return `| \`${setting.key}\` | ${setting.values} | ${shown} | ${setting.description} |\n`;
  });
  return `\n## ${group.title}\n\n| variable | value | default | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

function linesOf(group: SettingGroup): string {
  const settings = settingsOf(group).map((setting) => {
    const text = setting.values === 'text' ? setting.description : `${setting.description} (${setting.values})`;
    return `${comment(text)}${setting.key}=${defaultOf(group, setting)}\n`;
  });
  return `\n# --- ${group.title} ---\n\n${settings.join('')}`;
}

/** As it would stand in the environment; empty where it is unset. */
function defaultOf(group: SettingGroup, { property }: DeclaredSetting): string {
  const value = (new group() as Record<string, string | number | boolean | readonly unknown[] | undefined>)[property];
  return value === undefined ? '' : String(value);
}

/** `text` in lines of a comment. */
function comment(text: string): string {
  const lines = ['#'];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= WIDTH) lines[lines.length - 1] = line;
    else lines.push(`# ${word}`);
  }
  return `${lines.join('\n')}\n`;
}
