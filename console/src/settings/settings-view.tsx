import { section } from '../app/route';
import { may } from '../app/session-state';
import { Tabs } from '../ui/tabs';
import { About } from './about';
import { ApiKeys } from './api-keys';
import { AuditLog } from './audit-log';
import { Webhooks } from './webhooks';
import { Workspaces } from './workspaces';

const TABS = [
  { path: 'keys', label: 'API keys', view: ApiKeys, isFor: () => may('admin') },
  { path: 'workspaces', label: 'Workspaces', view: Workspaces, isFor: () => may('admin') },
  { path: 'webhooks', label: 'Webhooks', view: Webhooks, isFor: () => may('admin') },
  { path: 'audit', label: 'Audit log', view: AuditLog, isFor: () => may('admin') },
  { path: 'about', label: 'About', view: About, isFor: () => true },
] as const;

export default function SettingsView() {
  const tabs = TABS.filter(({ isFor }) => isFor());
  const shown = tabs.find(({ path }) => path === section.value) ?? tabs[0];
  const View = shown?.view ?? About;
  return (
    <div class="page">
      <header class="bar">
        <h1>Settings</h1>
      </header>
      <Tabs label="Settings" view="settings" tabs={tabs} shown={shown?.path} />
      <View />
    </div>
  );
}
