import { whole } from '../ui/format';
import { Tile } from '../ui/progress';
import type { Import } from './import';

/** What becomes, or became, of the rows. */
export function Counts({ counts, isDone }: { counts: Import['counts']; isDone: boolean }) {
  const { created, updated, unchanged, rejected } = counts;
  return (
    <div class="tiles">
      <Tile name="New" value={whole(created)} />
      <Tile name="Changed" value={whole(updated)} />
      <Tile name={isDone ? 'Unchanged' : 'Stay as they are'} value={whole(unchanged)} />
      <Tile name="Refused" value={whole(rejected)} />
    </div>
  );
}
