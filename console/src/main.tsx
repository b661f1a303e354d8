import { render } from 'preact';
import './styles.css';
import './app/theme';
import { App } from './app/app';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
