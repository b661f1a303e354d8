import { useEffect, useState } from 'preact/hooks';
import { linkTo, TITLES, view, VIEWS, type View } from './route';
import { signOut } from './session';
import { may, type Scope, session } from './session-state';
import { THEMES, theme } from './theme';
import { complain } from '../ui/toast';

const NEEDS: Record<View, Scope | undefined> = {
  leads: 'leads:read',
  import: 'leads:read',
  runs: 'leads:read',
  scoring: 'leads:read',
  spend: 'usage:read',
  providers: 'llm:use',
  settings: undefined,
};

/** On a phone it folds to one line, with the view that is shown. */
export function Sidebar() {
  const [isOpen, setOpen] = useState(false);
  const shown = view.value;
  useEffect(() => setOpen(false), [shown]);
  return (
    <nav
      class={isOpen ? 'side open' : 'side'}
      aria-label="Main"
      onKeyDown={({ key }) => {
        if (key === 'Escape') setOpen(false);
      }}
    >
      <b class="brand">Sales Agent</b>
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Close' : 'Menu'}
      </button>
      {VIEWS.filter((name) => NEEDS[name] === undefined || may(NEEDS[name])).map((name) => (
        <a key={name} href={linkTo(name)} aria-current={shown === name ? 'page' : undefined}>
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
