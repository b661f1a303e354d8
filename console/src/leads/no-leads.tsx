import { FirstStart } from '../start/first-start';
import { Empty } from '../ui/notice';

export function NoLeads({ isFiltered, onChange }: { isFiltered: boolean; onChange: () => void }) {
  if (!isFiltered) return <FirstStart onChange={onChange} />;
  return (
    <Empty title="No lead matches these filters.">
      <p class="soft">Remove one above, or search for less.</p>
    </Empty>
  );
}
