import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Paper } from './paper.tsx';
import './style.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(location.hash === '#paper' ? <Paper /> : <App />);
