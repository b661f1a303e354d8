import { useState } from 'preact/hooks';
import { api, dataOf } from '../api/client';
import { linkTo } from '../app/route';
import { may, session } from '../app/session-state';
import { scoreAll } from '../leads/score-all';
import { complain, say } from '../ui/toast';
import { CopyButton } from '../ui/copy-button';

/** The first thing that one sees: how leads come in. */
export function FirstStart({ onChange }: { onChange: () => void }) {
  return (
    <div class="empty">
      <p class="title">No leads yet. How shall they come in?</p>
      <div class="ways">
        {may('leads:write') && <SampleLeads onChange={onChange} />}
        {may('leads:write') && <YourFile />}
        <section class="card">
          <h2>Send them from your systems</h2>
          <p class="soft">Up to 1,000 leads in one request; the same lead again is changed, not doubled.</p>
          <Command
            text={`curl ${location.origin}/api/v1/leads/batch \\\n  -H 'content-type: application/json'${keyHeader('-H')} \\\n  -d '{"leads":[{"company_name":"Acme"}]}'`}
          />
          <a href="/api/v1/docs">All of the API</a>
        </section>
        <section class="card">
          <h2>Connect an agent</h2>
          <p class="soft">Claude, Cursor or VS Code then store, find and score leads.</p>
          <Agent />
        </section>
      </div>
    </div>
  );
}

function SampleLeads({ onChange }: { onChange: () => void }) {
  const [state, setState] = useState('');
  const load = async (isScored: boolean) => {
    try {
      setState('Storing 200 leads…');
      const { sampleLeads } = await import('./sample-leads');
      const { data } = await dataOf(api.POST('/api/v1/leads/batch', { body: { leads: sampleLeads() } }));
      const ids = data.map(({ id }) => id).filter((id) => typeof id === 'string');
      let done = 0;
      if (isScored) {
        await scoreAll(
          ids,
          (result) => {
            if ('code' in result) complain(result);
            setState(`Scoring ${++done} of ${ids.length}…`);
          },
          new AbortController().signal,
        );
      }
      say(`${ids.length} sample leads are here.`);
      onChange();
    } catch (error) {
      complain(error);
      setState('');
    }
  };
  return (
    <section class="card">
      <h2>Load 200 sample leads</h2>
      <p class="soft">Made up, to look around with. Delete them whenever you like.</p>
      <div class="acts">
        <button type="button" class="primary" disabled={state !== ''} onClick={() => void load(true)}>
          {state || 'Load and score'}
        </button>
        {state === '' && (
          <button type="button" onClick={() => void load(false)}>
            Only load
          </button>
        )}
      </div>
    </section>
  );
}

function YourFile() {
  return (
    <section class="card">
      <h2>Drop your file</h2>
      <p class="soft">CSV or Excel, as your CRM exports it. Anywhere on this page; you see first what it would do.</p>
      <a class="button" href={linkTo('import')}>
        Choose a file
      </a>
    </section>
  );
}

const AGENTS = ['Claude', 'Cursor', 'VS Code'] as const;

const WHERE: Record<(typeof AGENTS)[number], string> = {
  Claude: 'Run it in a terminal, where Claude Code is installed.',
  Cursor: 'Put it into ~/.cursor/mcp.json.',
  'VS Code': 'Run it in a terminal.',
};

function Agent() {
  const [agent, setAgent] = useState<(typeof AGENTS)[number]>('Claude');
  return (
    <>
      <div class="acts" role="group" aria-label="Agent">
        {AGENTS.map((name) => (
          <button
            key={name}
            type="button"
            class={`chip toggle`}
            aria-pressed={name === agent}
            onClick={() => setAgent(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <Command text={commandOf(agent)} />
      <p class="soft small">{WHERE[agent]}</p>
      {session.value?.open !== true && (
        <p class="soft small">
          Put an API key in; <a href={linkTo('settings/keys')}>create one</a> for it.
        </p>
      )}
    </>
  );
}

function Command({ text }: { text: string }) {
  return (
    <>
      <pre>{text}</pre>
      <CopyButton text={text} />
    </>
  );
}

function commandOf(agent: (typeof AGENTS)[number]): string {
  const url = `${location.origin}/mcp`;
  const headers = session.value?.open === true ? {} : { headers: { Authorization: 'Bearer <API key>' } };
  if (agent === 'Claude') return `claude mcp add --transport http sales-agent ${url}${keyHeader('--header')}`;
  if (agent === 'VS Code')
    return `code --add-mcp '${JSON.stringify({ name: 'sales-agent', type: 'http', url, ...headers })}'`;
  return JSON.stringify({ mcpServers: { 'sales-agent': { url, ...headers } } }, null, 2);
}

function keyHeader(option: string): string {
  return session.value?.open === true ? '' : ` \\\n  ${option} "Authorization: Bearer <API key>"`;
}
