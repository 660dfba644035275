import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import { loadShape } from './api/request-json.js';
import { ConsolePage } from './console-page.js';

const root = document.querySelector('#console');
if (root === null) throw new Error('The page has no element #console.');
render(<ConsolePage shape={await loadShape()} />, root);
