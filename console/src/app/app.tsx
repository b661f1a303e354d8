import { effect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { LeadsView } from '../leads/leads-view';
import { Confirmation } from '../ui/dialog';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { Toasts } from '../ui/toast';
import { useResource } from '../ui/use-resource';
import { DropAnywhere } from './drop-anywhere';
import { KeysHelp } from './keys-help';
import { linkTo, TITLES, view, type View } from './route';
import { loadSession } from './session';
import { hasEnded, may, session } from './session-state';
import { Sidebar } from './sidebar';
import { SignIn } from './sign-in';

const PAGES: Record<View, ComponentType> = {
  leads: LeadsView,
  import: lazy(() => import('../import/import-view')),
  runs: lazy(() => import('../runs/runs-view')),
  scoring: lazy(() => import('../scoring/scoring-view')),
  spend: lazy(() => import('../spend/spend-view')),
  providers: lazy(() => import('../providers/providers-view')),
  settings: lazy(() => import('../settings/settings-view')),
};

effect(() => {
  document.title = `${TITLES[view.value]} · Sales Agent`;
});

export function App() {
  const { error, reload } = useResource(loadSession, []);
  if (session.value === undefined) {
    return (
      <main class="alone">{error === undefined ? <Skeleton /> : <ErrorNotice error={error} onRetry={reload} />}</main>
    );
  }
  const isIn = session.value.signed_in;
  if (!isIn && !hasEnded.value) return <SignIn />;
  // What was typed before the session ended is there afterwards.
  return (
    <>
      <Shell isCovered={!isIn} />
      {!isIn && (
        <div class="cover">
          <SignIn />
        </div>
      )}
    </>
  );
}

function Shell({ isCovered }: { isCovered: boolean }) {
  const name = view.value;
  const Page = PAGES[name];
  useEffect(() => {
    // A view that the key may not see leads to the first that it may.
    if (name === 'leads' && !may('leads:read')) location.hash = linkTo(may('usage:read') ? 'spend' : 'settings');
  }, [name]);
  return (
    <div class="shell" inert={isCovered}>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the content
      </a>
      <Sidebar />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Skeleton />}>
          <Page />
        </Suspense>
      </main>
      <Confirmation />
      <KeysHelp />
      <DropAnywhere />
      <Toasts />
    </div>
  );
}

/** The address holds the view, so that its hash is not free for places on the page. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
