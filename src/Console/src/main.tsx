import { render } from 'preact';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/devices.css';
import './styles/lists.css';
import './styles/narrow.css';
import './devices/fleet'; // Asked for first: a connection's wishes are answered in their order.
import { App } from './app';

render(<App />, document.getElementById('app')!);
