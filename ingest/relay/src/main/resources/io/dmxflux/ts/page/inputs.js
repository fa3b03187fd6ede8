// Inputs: what arrives, where its buffers are, and what is lost on which account.
import {html, useState, useTopic} from './ui.js';
import {state, cursor, ordered, place} from './store.js';
import {megabits, clock, count, short, known, plural, span} from './format.js';
import {StateMark, Lights} from './marks.js';
import {Spark, LossStrip} from './spark.js';
import {Buffers} from './buffers.js';
import {Signal} from './signal.js';
import {ACCOUNTS, MINUTES, minutes, lossesOf, totals, ratesOf, SECONDS} from './trends.js';
import {idOf} from './places.js';

const MEANING = {
    signal: 'lost before this machine: by the antenna, the network or the sender',
    kernel: 'lost by the kernel, which had no buffer or no room in a socket',
    policy: 'left out here, since an output lagged',
    socket: 'refused by a socket or a file when it was sent',
};

/** The rate now, or where the pointer is. */
export function Rate({kind, id, bitrate}) {
    const back = useTopic(cursor);
    const shown = back === null ? bitrate : ratesOf(kind, id)[SECONDS - 1 - back];
    return html`<span class="rate ${back === null ? '' : 'past'} ${shown === 0 ? 'none' : ''}"
        title=${known(shown) ? '' : 'not measured yet'}>${megabits(shown)}</span>`;
}

/** The worst light of each priority over an input's indicators. */
export function lightsOf(indicators) {
    const all = Object.values(indicators ?? {});
    if (all.length === 0) {
        return null;
    }
    const worst = priority => {
        const states = all.filter(each => each.priority === priority).map(each => each.state);
        return ['raised', 'ok', 'unknown'].find(each => states.includes(each)) ?? 'unknown';
    };
    return [1, 2, 3].map(worst);
}

/** What was lost, as far as it is known: exactly, at least, or not how much. */
function amountText(amount) {
    if (!amount) {
        return '–';
    }
    if (amount.certainty === 'exact' || amount.packets === 0 && amount.gaps === 0) {
        return short(amount.packets);
    }
    return amount.certainty === 'at-least' ? `≥ ${short(amount.packets)}`
        : amount.packets > 0 ? `> ${short(amount.packets)}` : '?';
}

function amountTitle(name, amount, total) {
    const exactly = amount
        ? `${amount.certainty === 'exact' ? '' : amount.certainty.replace('-', ' ') + ' '}${plural(amount.packets, 'packet')}`
            + ` in ${plural(amount.gaps, 'gap')}${amount.seconds > 0 ? `, ${span(amount.seconds)} without a buffer` : ''}`
        : known(total) ? plural(total, 'packet') : 'not known';
    return `${name}, since the start: ${exactly}; ${MEANING[name]}`;
}

/** A quarter of an hour in words. */
function binText(input, {bin, bins}) {
    const each = 86400e3 / bins;
    const from = Date.now() - 86400e3 + bin * each;
    const length = MINUTES / bins;
    const sums = ACCOUNTS.map(name => lossesOf(input, name).slice(bin * length, (bin + 1) * length)
        .reduce((sum, value) => known(value) ? (sum ?? 0) + value : sum, null));
    const told = ACCOUNTS.filter((name, at) => sums[at] > 0).map(name => `${name} ${count(sums[ACCOUNTS.indexOf(name)])}`);
    const what = told.length > 0 ? told.join(', ') : sums.every(sum => sum === null) ? 'not measured' : 'nothing lost';
    return `${clock(from).slice(0, 5)} to ${clock(from + each).slice(0, 5)}: ${what}`;
}

function Hours() {
    const now = Date.now();
    return html`<span class="hours" aria-hidden="true">${[24, 18, 12, 6].map(hours =>
        html`<i>${clock(now - hours * 3600e3).slice(0, 5)}</i>`)}<i>now</i></span>`;
}

/** The ledger: one figure an account, and its day. */
export function Losses({id, input}) {
    const [open, setOpen] = useState(false);
    const [pointed, setPointed] = useState(null);
    useTopic(minutes);
    const sums = totals(state.value, id);
    const figure = name => name === 'signal' || name === 'kernel' ? amountText(input.missing?.[name]) : short(sums[name]);
    return html`
        <button class="ledger" aria-expanded=${open} onClick=${() => setOpen(!open)} aria-label=${'losses of ' + input.name}>
            <span class="fold" aria-hidden="true">${open ? '▾' : '▸'}</span><span class="dim">lost</span>
            ${ACCOUNTS.map(name => html`<span class=${sums[name] > 0 ? 'some' : 'dim'}
                title=${amountTitle(name, input.missing?.[name], sums[name])}>${name} <b>${figure(name)}</b></span>`)}</button>
        <span class="day" title=${pointed ? binText(id, pointed) : 'losses of the last 24 hours'}>
            ${!open && html`<${LossStrip} input=${id} onPoint=${setPointed} />`}</span>
        ${open && html`<div class="accounts"><span></span><span class="dim">${pointed ? binText(id, pointed) : 'the last 24 hours'}</span>${ACCOUNTS.map(name => html`
            <span class="dim">${name}</span><${LossStrip} input=${id} account=${name} onPoint=${setPointed} />`)}
            <span></span><${Hours} /></div>`}`;
}

function Input({id}) {
    const input = useTopic(state, document => document.inputs[id]);
    const isOpen = useTopic(place, value => value?.kind === 'inputs' && value.id === id);
    if (!input) {
        return null;
    }
    return html`<div class="input ${isOpen ? 'chosen' : ''}" role="listitem">
        <div class="line">
            <${StateMark} subject=${input} />
            <a class="name" title=${input.reason} href=${'#' + idOf('inputs', id)}>${input.name}</a>
            <span class="arrives"><${Rate} kind="inputs" id=${id} bitrate=${input.bitrate} /><span class="unit">Mbit/s</span></span>
            <${Spark} kind="inputs" id=${id} />
            <${Lights} lights=${lightsOf(input.indicators)} />
            <${Buffers} id=${id} strip=${input.buffers} />
            <${Losses} id=${id} input=${input} />
            ${input.signal && html`<${Signal} id=${id} signal=${input.signal} />`}
        </div>
    </div>`;
}

export function Inputs() {
    const inputs = useTopic(state, document => document.inputs);
    return html`<section class="inputs" aria-label="inputs"><h2>Inputs</h2><div role="list">
        ${ordered(inputs).map(([id]) => html`<${Input} key=${id} id=${id} />`)}</div></section>`;
}
