// The one connection to the server: events, and after each break what was missed.
import * as store from './store.js';
import * as trends from './trends.js';

const QUIET_MILLIS = 6000;
const LONGEST_PAUSE_MILLIS = 15000;

let source = null;
let pause = 1000;
let heard = 0;
let retry = 0;

async function json(path) {
    const response = await fetch(path);
    if (!response.ok) {
        throw new Error(`${path}: ${response.status}`);
    }
    return response.json();
}

async function catchUp() {
    const [history, log] = await Promise.allSettled([json('api/history'), json('api/log')]);
    if (history.status === 'fulfilled') {
        trends.begin(history.value);
    }
    if (log.status === 'fulfilled') {
        store.addToLog(log.value.events);
    }
}

function hear() {
    heard = Date.now();
    pause = 1000;
    if (!store.link.value.up) {
        store.link.set({up: true, since: heard, again: null});
    }
}

function on(name, take) {
    source.addEventListener(name, event => {
        hear();
        take(JSON.parse(event.data));
    });
}

function lose() {
    source?.close();
    source = null;
    const now = Date.now();
    const before = store.link.value;
    store.link.set({up: false, since: before.up === false ? before.since : now, again: now + pause});
    clearTimeout(retry);
    retry = setTimeout(connect, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
}

/** Opens the connection, and again whenever it is lost. */
export function connect() {
    clearTimeout(retry);
    source?.close();
    source = new EventSource('api/events');
    heard = Date.now();
    source.onerror = lose;
    on('state', document => {
        trends.restart();
        store.state.set(document);
        trends.add(document);
        catchUp();
    });
    on('patch', patch => {
        if (store.state.value) {
            const next = store.merged(store.state.value, patch);
            store.state.set(next);
            trends.add(next);
        }
    });
    on('buffers', strips => store.buffers.set({...store.buffers.value, ...strips}));
    on('log', record => store.addToLog([record]));
}

/** What is open but says nothing is as good as lost. */
setInterval(() => {
    if (source && Date.now() - heard > QUIET_MILLIS) {
        lose();
    }
}, 1000);

addEventListener('online', () => store.link.value.up || connect());
document.addEventListener('visibilitychange', () => document.hidden || store.link.value.up !== false || connect());
