// Tables as trees, to the descriptor.
import {html, useState} from './ui.js';
import {hex, plural, known, span} from './format.js';

const NAMES = {0x00: 'PAT', 0x01: 'CAT', 0x02: 'PMT', 0x40: 'NIT', 0x41: 'NIT other', 0x42: 'SDT', 0x46: 'SDT other', 0x4A: 'BAT',
    0x4E: 'EIT present/following', 0x4F: 'EIT present/following, other', 0x70: 'TDT', 0x73: 'TOT'};

const tableName = id => NAMES[id] ?? (id >= 0x50 && id <= 0x6F ? 'EIT schedule' : null);

function Node({node, depth}) {
    const {name, value, children} = node;
    const [open, setOpen] = useState(depth < 2);
    if (!children || children.length === 0) {
        return html`<li><span class="key">${name}</span> <span class="value">${value}</span></li>`;
    }
    return html`<li><details open=${open} onToggle=${event => setOpen(event.currentTarget.open)}><summary><span class="key">${name}</span>
        <span class="value">${value ?? ''}</span></summary>${open && html`<ul>${children.map((child, at) =>
            html`<${Node} key=${at} node=${child} depth=${depth + 1} />`)}</ul>`}</details></li>`;
}

const interval = seconds => !known(seconds) ? 'came once' : seconds < 10 ? `every ${seconds.toFixed(seconds < 1 ? 2 : 1)} s` : `every ${span(seconds)}`;

function Table({table}) {
    const [open, setOpen] = useState(false);
    const {name, pid, tableId, extension, version, sectionCount, intervalSeconds, secondsAgo, tree} = table;
    return html`<details class="table" open=${open} onToggle=${event => setOpen(event.currentTarget.open)}><summary>
        <b>${tableName(tableId) ?? name}</b><span class="dim">PID ${pid}</span><span class="dim">${extension ? `${extension}` : ''}</span>
        <span class="dim">version ${version}</span><span class="dim">${plural(sectionCount, 'section')}</span>
        <span class="dim">${interval(intervalSeconds)}</span><span class="dim">${secondsAgo > 12 ? `last ${span(secondsAgo)} ago` : ''}</span></summary>
        ${open && (tree ? html`<ul class="tree"><${Node} node=${tree} depth=${0} /></ul>`
            : html`<p class="dim">Too much to show here; a service shows its own part.</p>`)}</details>`;
}

export function Tables({tables, error}) {
    if (!tables) {
        return html`<p class="dim">${error ?? 'looking into the stream'}</p>`;
    }
    if (tables.length === 0) {
        return html`<p class="dim">None has come yet.</p>`;
    }
    return html`<div class="tables">${tables.map(table =>
        html`<${Table} key=${`${table.pid}/${table.tableId}/${table.extension}`} table=${table} />`)}</div>`;
}
