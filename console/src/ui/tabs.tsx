import { linkTo } from '../app/route';

interface Props {
  label: string;
  /** The view that the tabs are parts of. */
  view: string;
  tabs: readonly { path: string; label: string }[];
  shown: string | undefined;
}

/** Parts of a view, each with an address of its own. */
export function Tabs({ label, view, tabs, shown }: Props) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ path, label: name }) => (
        <a key={path} href={linkTo(`${view}/${path}`)} aria-current={path === shown ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
