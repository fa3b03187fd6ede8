// Search over services, PIDs and events.
import {html, useRef, useState, useTopic} from './ui.js';
import {state, log, ordered} from './store.js';
import {Dialog} from './dialog.js';
import {clock, hex} from './format.js';
import {open} from './places.js';

const MOST = 40;

/** A PID as it is written: 256, or 0x100. */
function pidOf(text) {
    const match = /^(?:pid\s*)?(0x[0-9a-f]+|\d+)$/i.exec(text);
    return match ? Number(match[1]) : null;
}

function subjects(document, text) {
    const found = [];
    const holds = (...words) => words.some(word => word?.toLowerCase().includes(text));
    for (const kind of ['inputs', 'services', 'outputs']) {
        for (const [id, each] of ordered(document[kind])) {
            const number = each.serviceId === undefined ? '' : String(each.serviceId);
            if (holds(each.name, each.provider, id) || number === text || String(each.number ?? '') === text) {
                found.push({kind, id, what: each.name ?? `service ${number}`,
                    detail: kind === 'services' ? `service ${number}${each.provider ? ', ' + each.provider : ''}` : kind.slice(0, -1)});
            }
        }
    }
    return found;
}

function pids(document, pid) {
    const found = [];
    for (const [id, service] of ordered(document.services)) {
        const roles = [];
        if (service.pmtPid === pid) {
            roles.push('PMT');
        }
        if (service.streams[pid]) {
            roles.push(service.streams[pid].name);
        }
        if (service.pcrPid === pid) {
            roles.push('PCR');
        }
        if (roles.length > 0) {
            found.push({kind: 'services', id, what: `PID ${pid}`, detail: `${hex(pid)}, ${roles.join(', ')} of ${service.name ?? id}`});
        }
    }
    return found;
}

const placeOf = record => record.service ? ['services', record.service]
    : record.output ? ['outputs', record.output] : ['inputs', record.input];

function events(text, pid) {
    return log.value.filter(record => record.text.toLowerCase().includes(text) || pid !== null && record.pid === pid)
        .reverse()
        .map(record => ({kind: placeOf(record)[0], id: placeOf(record)[1], what: clock(record.time), detail: record.text, level: record.level}));
}

function found(document, typed) {
    const text = typed.trim().toLowerCase();
    const pid = pidOf(text);
    return text === '' ? subjects(document, '').filter(each => each.kind === 'services')
        : [...pid === null ? [] : pids(document, pid), ...subjects(document, text), ...events(text, pid)];
}

export function Search({onClose}) {
    const document = useTopic(state);
    useTopic(log);
    const [typed, setTyped] = useState('');
    const [at, setAt] = useState(0);
    const list = useRef();
    const all = found(document, typed);
    const shown = all.slice(0, MOST);
    const choose = entry => {
        onClose();
        if (entry?.id) {
            open(entry.kind, entry.id);
        }
    };
    const onKey = event => {
        const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (by) {
            event.preventDefault();
            const next = Math.min(shown.length - 1, Math.max(0, at + by));
            setAt(next);
            list.current?.children[next]?.scrollIntoView({block: 'nearest'});
        } else if (event.key === 'Enter') {
            choose(shown[at]);
        }
    };
    return html`<${Dialog} label="search" onClose=${onClose}>
        <input type="search" autofocus aria-label="search services, PIDs and events" role="combobox" aria-expanded="true"
            aria-controls="found" aria-activedescendant=${shown.length > 0 ? `found-${at}` : null} autocomplete="off" spellcheck=${false}
            placeholder="service, number, PID (256 or 0x100), event" value=${typed} onKeyDown=${onKey}
            onInput=${event => {
                setTyped(event.target.value);
                setAt(0);
            }} />
        <ul class="found" id="found" role="listbox" aria-label="found" ref=${list}>${shown.map((entry, index) => html`<li
            key=${index} id=${`found-${index}`} role="option" aria-selected=${index === at} class=${entry.level ?? ''}
            onClick=${() => choose(entry)}><b>${entry.what}</b> <span>${entry.detail}</span></li>`)}</ul>
        <p class="dim">${all.length === 0 ? 'nothing found' : all.length > MOST ? `${MOST} of ${all.length}` : `${all.length} found`}</p>
    <//>`;
}
