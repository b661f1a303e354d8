import { linkTo, view, VIEWS, type View } from './route';
import { signOut } from './session';
import { may, type Scope, session } from './session-state';
import { THEMES, theme } from './theme';
import { complain } from '../ui/toast';
import { TITLES } from './app';

const NEEDS: Record<View, Scope | undefined> = {
  leads: 'leads:read',
  import: 'leads:read',
  runs: 'leads:read',
  scoring: 'leads:read',
  spend: 'usage:read',
  providers: 'llm:use',
  settings: undefined,
};

export function Sidebar() {
  return (
    <nav class="side" aria-label="Main">
      <b class="brand">Sales Agent</b>
      {VIEWS.filter((name) => NEEDS[name] === undefined || may(NEEDS[name])).map((name) => (
        <a key={name} href={linkTo(name)} aria-current={view.value === name ? 'page' : undefined}>
          {TITLES[name]}
        </a>
      ))}
      <div class="foot">
        <WhoAmI />
        <div class="theme">
          <span aria-hidden="true">Theme</span>
          <select
            aria-label="Theme"
            value={theme.value}
            onChange={({ currentTarget }) => {
              theme.value = THEMES.find((one) => one === currentTarget.value) ?? 'auto';
            }}
          >
            <option value="auto">As the system</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </div>
      </div>
    </nav>
  );
}

function WhoAmI() {
  if (session.value?.open === true) {
    return (
      <p>
        Open on this machine only. No API key yet · <a href={linkTo('settings/keys')}>Create one</a>
      </p>
    );
  }
  return (
    <p>
      Signed in as <b>{session.value?.key_name}</b>{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          signOut().catch(complain);
        }}
      >
        Sign out
      </button>
    </p>
  );
}
