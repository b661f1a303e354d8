import { section } from '../app/route';
import { Tabs } from '../ui/tabs';
import { ModelsView } from './models-view';
import { ProfileView } from './profile-view';
import { WorthView } from './worth-view';

const TABS = [
  { path: 'profile', label: 'Profile', view: ProfileView },
  { path: 'worth', label: 'What scores are worth', view: WorthView },
  { path: 'models', label: 'Learned models', view: ModelsView },
] as const;

export default function ScoringView() {
  const shown = TABS.find(({ path }) => path === section.value) ?? TABS[0];
  const View = shown.view;
  return (
    <div class="page">
      <header class="bar">
        <h1>Scoring</h1>
      </header>
      <Tabs label="Scoring" view="scoring" tabs={TABS} shown={shown.path} />
      <View />
    </div>
  );
}
