// What the page knows, and what changes it: the state document, the log, and the rows of bit rates and losses.
import {Topic} from './ui.js';

/** The state document; null before the first one. What a patch leaves alone stays the same object. */
export const state = new Topic(null);

/** Strips of buffers by input, at most ten times a second. */
export const buffers = new Topic({});

/** Records of the event log of the last hour, the oldest first. */
export const log = new Topic([]);

/** Whether the server tells: {up, since, again}, times in milliseconds. */
export const link = new Topic({up: null, since: Date.now(), again: null});

/** What is open beside the list: {kind, id, tab}; null if nothing is. */
export const place = new Topic(null);

/** The moment that the pointer is on, in seconds before now; null if it is on none. */
export const cursor = new Topic(null);

const LOG_MOST = 1000;
const LOG_MILLIS = 3600e3;

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

/** A merge patch (RFC 7396), applied without touching what it is applied to. */
export function merged(target, patch) {
    if (!isObject(patch)) {
        return patch;
    }
    const next = isObject(target) ? {...target} : {};
    for (const [name, value] of Object.entries(patch)) {
        if (value === null) {
            delete next[name];
        } else {
            next[name] = merged(next[name], value);
        }
    }
    return next;
}

/** Adds records to the log: each once, in order, of the last hour. */
export function addToLog(records) {
    if (records.length === 0) {
        return;
    }
    const all = new Map(log.value.map(record => [record.id, record]));
    for (const record of records) {
        all.set(record.id, record);
    }
    const least = Date.now() - LOG_MILLIS;
    log.set([...all.values()]
        .filter(record => Date.parse(record.time) > least)
        .sort((one, other) => one.id - other.id)
        .slice(-LOG_MOST));
}

const SEVERITY = {fault: 3, silent: 3, gone: 3, attention: 2, waiting: 2, ended: 1, ok: 0};

/** How bad a state is: 3 needs a hand now, 2 soon, 1 is over, 0 is well. */
export const severity = subject => SEVERITY[subject.state] ?? 2;

/** The subject's colour and shape. */
export const tone = subject => ['ok', 'over', 'attention', 'fault'][severity(subject)];

const byPlace = (one, other) => (one.number ?? 1e6) - (other.number ?? 1e6) || one.position - other.position;

/** The entries of a collection in their order. */
export const ordered = collection => Object.entries(collection ?? {}).sort(([, one], [, other]) => byPlace(one, other));

/** Whether a service's reason is that of one of its outputs, which is told itself. */
const isToldByOutput = (service, outputs) => service.outputs.some(id =>
    outputs[id] && severity(outputs[id]) >= 2 && service.reason?.startsWith(`${outputs[id].name}: `));

/**
 * What needs a hand, the worst first and of those the oldest. What an input's silence explains is counted with the input.
 */
export function problems(document) {
    const found = [];
    const dead = new Map();
    for (const [id, input] of Object.entries(document.inputs)) {
        if (severity(input) >= 2) {
            const problem = {kind: 'inputs', id, subject: input, name: input.name, affected: 0};
            found.push(problem);
            if (severity(input) === 3 || input.state === 'waiting') {
                dead.set(id, problem);
            }
        }
    }
    for (const kind of ['services', 'outputs']) {
        for (const [id, subject] of Object.entries(document[kind])) {
            if (severity(subject) < 2 || kind === 'services' && isToldByOutput(subject, document.outputs)) {
                continue;
            }
            if (dead.has(subject.input)) {
                dead.get(subject.input).affected += kind === 'services' ? 1 : 0;
            } else {
                found.push({kind, id, subject, name: subject.name ?? `service ${subject.serviceId}`, affected: 0});
            }
        }
    }
    return found.sort((one, other) => severity(other.subject) - severity(one.subject)
        || Date.parse(one.subject.since) - Date.parse(other.subject.since));
}

/** The identifiers of the outputs that send a service: its own, or else those of the whole multiplex that it is in. */
export function carriers(service, outputs) {
    const own = (service.outputs ?? []).filter(id => outputs[id]);
    return own.length > 0 ? own
        : Object.keys(outputs).filter(id => outputs[id].input === service.input && !outputs[id].service);
}
