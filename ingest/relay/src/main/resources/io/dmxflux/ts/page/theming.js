// Dark or light: the system's setting, or what was chosen instead.
import {Topic} from './ui.js';

const system = matchMedia('(prefers-color-scheme: dark)');

/** Told when the colours have changed. */
export const onTheme = new Topic(0);

export const theme = () => document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light');

const tell = () => onTheme.set(onTheme.value + 1);

/** The other theme; what the system has is not kept, so that it is followed again. */
export function switchTheme() {
    const next = theme() === 'dark' ? 'light' : 'dark';
    const isOfSystem = next === (system.matches ? 'dark' : 'light');
    try {
        if (isOfSystem) {
            delete document.documentElement.dataset.theme;
            localStorage.removeItem('theme');
        } else {
            document.documentElement.dataset.theme = next;
            localStorage.setItem('theme', next);
        }
    } catch {
        // kept for this page alone
    }
    tell();
}

system.addEventListener('change', tell);
