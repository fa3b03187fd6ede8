// Bit rates and signals of the last five minutes and losses of the last day, on one time axis: now is at the right.
import {Topic, useListener} from './ui.js';

export const SECONDS = 300;
export const MINUTES = 1440;

/** Told once a second, when all rows have moved on by one. */
export const seconds = new Topic(0);

/** Told when a loss or a minute has been added. */
export const minutes = new Topic(0);

export const ACCOUNTS = ['signal', 'kernel', 'policy', 'socket'];

/** What is kept of a signal, by its names in the state document. */
const FIGURES = ['cnrDb', 'dbm'];

const KINDS = ['inputs', 'services', 'outputs'];
const rates = {inputs: new Map(), services: new Map(), outputs: new Map()};
const signals = new Map();
const losses = new Map();
const lost = new Map();
let minute = null;

const empty = length => new Array(length).fill(null);

/** Bit rates in bit/s, the oldest first; null where none was measured. */
export const ratesOf = (kind, id) => rates[kind].get(id) ?? [];

/** A figure of an input's signal, the oldest first; null where the driver had none, or there was no lock. */
export const figuresOf = (input, figure) => signals.get(input)?.[figure] ?? [];

/** Packets lost by minute and account, the oldest first; null where nothing was measured. */
export const lossesOf = (input, account) => losses.get(input)?.[account] ?? [];

function atEnd(values, length) {
    const known = (values ?? []).slice(-length);
    return empty(length - known.length).concat(known);
}

/** Takes over what the server has kept. */
export function begin(history) {
    for (const kind of KINDS) {
        rates[kind].clear();
        for (const [id, values] of Object.entries(history.bitrates?.[kind] ?? {})) {
            rates[kind].set(id, atEnd(values, SECONDS));
        }
    }
    signals.clear();
    for (const [id, figures] of Object.entries(history.signals?.inputs ?? {})) {
        signals.set(id, Object.fromEntries(FIGURES.map(name => [name, atEnd(figures[name], SECONDS)])));
    }
    losses.clear();
    for (const [id, accounts] of Object.entries(history.losses?.inputs ?? {})) {
        losses.set(id, Object.fromEntries(ACCOUNTS.map(name => [name, atEnd(accounts[name], MINUTES)])));
    }
    seconds.set(seconds.value + 1);
    minutes.set(minutes.value + 1);
}

/** What an input and its outputs have lost since the start, by account; undefined where nothing is known. */
export function totals(document, id) {
    const input = document.inputs[id];
    const sum = (account, own) => Object.values(document.outputs)
        .filter(output => output.input === id)
        .reduce((all, output) => all + (output.accounts?.[account] ?? 0), own ?? 0);
    return {
        signal: input.missing?.signal?.packets,
        kernel: input.missing?.kernel?.packets,
        policy: input.accounts && sum('policy', input.accounts.policy),
        socket: input.accounts && sum('socket', 0),
    };
}

function moveMinute(now) {
    const current = Math.floor(now / 60e3);
    const passed = minute === null ? 0 : Math.min(MINUTES, current - minute);
    minute = current;
    for (let count = 0; count < passed; count++) {
        for (const accounts of losses.values()) {
            for (const name of ACCOUNTS) {
                accounts[name].shift();
                accounts[name].push(0);
            }
        }
    }
    return passed > 0;
}

function addSignals(inputs) {
    for (const id of signals.keys()) {
        if (!inputs[id]) {
            signals.delete(id);
        }
    }
    for (const [id, {signal}] of Object.entries(inputs)) {
        if (signal && !signals.has(id)) {
            signals.set(id, Object.fromEntries(FIGURES.map(name => [name, empty(SECONDS)])));
        }
        for (const [name, row] of Object.entries(signals.get(id) ?? {})) {
            row.push(signal?.[name] ?? null);
            row.shift();
        }
    }
}

/** Takes what of a state belongs on the axis; once for each second. */
export function add(document) {
    for (const kind of KINDS) {
        for (const id of rates[kind].keys()) {
            if (!document[kind][id]) {
                rates[kind].delete(id);
            }
        }
        for (const [id, subject] of Object.entries(document[kind])) {
            let row = rates[kind].get(id);
            if (!row) {
                row = empty(SECONDS);
                rates[kind].set(id, row);
            }
            row.push(subject.bitrate ?? null);
            row.shift();
        }
    }
    addSignals(document.inputs);
    let changed = moveMinute(Date.parse(document.time));
    for (const id of Object.keys(document.inputs)) {
        const now = totals(document, id);
        const before = lost.get(id);
        lost.set(id, now);
        if (!losses.has(id)) {
            losses.set(id, Object.fromEntries(ACCOUNTS.map(name => [name, empty(MINUTES)])));
        }
        for (const name of ACCOUNTS) {
            const row = losses.get(id)[name];
            const more = before && now[name] > before[name] ? now[name] - before[name] : 0;
            if (now[name] !== undefined && (more > 0 || row[MINUTES - 1] === null)) {
                row[MINUTES - 1] = (row[MINUTES - 1] ?? 0) + more;
                changed = true;
            }
        }
    }
    seconds.set(seconds.value + 1);
    if (changed) {
        minutes.set(minutes.value + 1);
    }
}

/** Forgets what the next state is not to be compared with. */
export function restart() {
    lost.clear();
    minute = null;
}

export const useSeconds = listener => useListener(seconds, listener);
