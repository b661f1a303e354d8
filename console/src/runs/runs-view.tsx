import { goTo, linkTo, section } from '../app/route';
import { may } from '../app/session-state';
import { EarlierRuns } from './earlier-runs';
import { NewRun } from './new-run';
import { OneRun } from './one-run';

export default function RunsView() {
  const id = section.value;
  return (
    <div class="page">
      <header class="bar">
        <h1>{id === 'new' ? 'New run' : 'Runs'}</h1>
        {id !== '' && (
          <a class="end" href={linkTo('runs')}>
            All runs
          </a>
        )}
        {id === '' && may('leads:write') && (
          <button type="button" class="primary end" onClick={() => goTo(linkTo('runs/new'))}>
            New run
          </button>
        )}
      </header>
      {id === '' ? <EarlierRuns /> : id === 'new' ? <NewRun /> : <OneRun key={id} id={id} />}
    </div>
  );
}
