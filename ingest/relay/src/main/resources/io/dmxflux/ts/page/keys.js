// All of the page by keyboard.
import {html, useEffect} from './ui.js';
import {Dialog} from './dialog.js';
import {close} from './places.js';
import {place} from './store.js';
import {switchTheme} from './theming.js';

const KEYS = [
    ['/', 'search services, PIDs and events'],
    ['j  k', 'next and previous row'],
    ['Enter', 'open the row'],
    ['Esc', 'close what is open'],
    ['n', 'next thing to look at'],
    ['p', 'play or stop the service that is open'],
    ['[  ]', 'a minute back and on in what is kept of the service that is open'],
    ['v', 'live again'],
    ['l', 'losses of the last 24 hours'],
    ['t', 'dark or light'],
    ['?', 'these keys'],
];

const rows = () => [...document.querySelectorAll('a.name')].filter(link => link.offsetParent !== null);

function step(by) {
    const links = rows();
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({block: 'nearest'});
}

function nextProblem() {
    const links = [...document.querySelectorAll('.problems a')];
    links[(links.indexOf(document.activeElement) + 1) % links.length]?.focus();
}

const click = selector => document.querySelectorAll(selector).forEach(node => node.click());

const isTyped = target => target.closest?.('input, textarea, select, [contenteditable]') !== null;

/** Listens as long as the page is there. A dialog has its own keys. */
export function useKeys({search, keys}) {
    useEffect(() => {
        const actions = {'/': search, '?': keys, j: () => step(1), k: () => step(-1), n: nextProblem, t: switchTheme,
            p: () => click('.player button.play'), '[': () => click('.timeline .back'), ']': () => click('.timeline .on'),
            v: () => click('.timeline .live'), l: () => click('.ledger')};
        const onKey = event => {
            if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)
                    || document.querySelector('dialog[open]')) {
                return;
            }
            if (event.key === 'Escape' && place.value) {
                close();
            } else if (Object.hasOwn(actions, event.key)) {
                event.preventDefault();
                actions[event.key]();
            }
        };
        addEventListener('keydown', onKey);
        return () => removeEventListener('keydown', onKey);
    }, []);
}

export function Keys({onClose}) {
    return html`<${Dialog} label="keys" onClose=${onClose}><h2>Keys</h2><dl class="keys">${KEYS.map(([key, what]) =>
        html`<dt>${key.split('  ').map(each => html`<kbd>${each}</kbd> `)}</dt><dd>${what}</dd>`)}</dl><//>`;
}
