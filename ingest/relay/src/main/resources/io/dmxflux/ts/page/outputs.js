// Outputs: what leaves, how late, and what does not.
import {html, useState, useTopic} from './ui.js';
import {state, ordered, place, severity, tone} from './store.js';
import {count, clock, known, millis, plural} from './format.js';
import {StateMark} from './marks.js';
import {Spark} from './spark.js';
import {Rate} from './inputs.js';
import {idOf, open as openPlace} from './places.js';

const FOLDED_ABOVE = 24;

function Output({id}) {
    const output = useTopic(state, document => document.outputs[id]);
    const service = useTopic(state, document => document.services[output?.service]?.name);
    const input = useTopic(state, document => document.inputs[output?.input]?.name);
    const isOpen = useTopic(place, value => value?.kind === 'outputs' && value.id === id);
    if (!output) {
        return null;
    }
    const {accounts, lateness} = output;
    const lost = (accounts?.policy ?? 0) + (accounts?.socket ?? 0);
    return html`<div class="row output ${tone(output)} ${isOpen ? 'chosen' : ''}" role="row"
            onClick=${event => event.target.closest('a, canvas') || openPlace('outputs', id)}>
        <span role="cell" class="c-mark"><${StateMark} subject=${output} /></span>
        <span role="cell" class="c-name"><a class="name" href=${'#' + idOf('outputs', id)}>${output.name}</a></span>
        <span role="cell" class="c-of">${output.service ? service ?? output.service : `whole ${input ?? ''}`}</span>
        <span role="cell" class="c-rate"><${Rate} kind="outputs" id=${id} bitrate=${output.bitrate} /></span>
        <span role="cell" class="c-spark"><${Spark} kind="outputs" id=${id} /></span>
        <span role="cell" class="c-late">${lateness ? millis(lateness.p99) : html`<span class="faint"
            title="not measured: nothing left in the last minute, or it does not send in time">${'–'}</span>`}</span>
        <span role="cell" class="c-sent">${known(accounts) ? count(accounts.sent) : '–'}</span>
        <span role="cell" class="c-lost ${lost > 0 ? 'some' : 'dim'}" title="left out here by policy, refused by the socket">
            ${known(accounts) ? `${count(accounts.policy)} / ${count(accounts.socket)}` : '–'}</span>
        <span role="cell" class="c-event">${output.reason && html`<span class="why"
            title=${[output.reason, output.advice].filter(known).join('\n')}>${output.reason}${' '}
            <span class="since">since ${clock(output.since)}</span></span>`}</span>
    </div>`;
}

function Heads() {
    return html`<div class="row head" role="row">
        <span role="columnheader" class="c-mark"><span class="hidden">state</span></span>
        <span role="columnheader" class="c-name">output</span><span role="columnheader" class="c-of">of</span>
        <span role="columnheader" class="c-rate">Mbit/s</span><span role="columnheader" class="c-spark">5 min</span>
        <span role="columnheader" class="c-late"><abbr title="99 of 100 bursts leave within this time after theirs">late</abbr></span>
        <span role="columnheader" class="c-sent">packets sent</span>
        <span role="columnheader" class="c-lost"><abbr title="lost by policy / by socket">lost</abbr></span>
        <span role="columnheader" class="c-event"><span class="hidden">what is wrong</span></span></div>`;
}

const idsOf = (() => {
    let seen = null;
    return document => {
        const place = each => document.inputs[each.input]?.position ?? 0;
        const ids = ordered(document.outputs).sort(([, one], [, other]) => place(one) - place(other)).map(([id]) => id);
        const text = ids.join('\n');
        seen = seen?.text === text ? seen : {text, ids};
        return seen.ids;
    };
})();

export function Outputs() {
    const ids = useTopic(state, idsOf);
    const [chosen, setChosen] = useState(null);
    const bad = useTopic(state, document =>
        Object.values(document.outputs).filter(each => severity(each) >= 2).length);
    const open = chosen ?? ids.length <= FOLDED_ABOVE;
    return html`<section class="outputs" aria-label="outputs"><h2><button aria-expanded=${open}
            onClick=${() => setChosen(!open)}><span class="fold" aria-hidden="true">${open ? '▾' : '▸'}</span>Outputs${' '}
            <span class="dim">${ids.length}${bad > 0 ? `, ${bad} to look at` : ''}</span></button></h2>
        ${open && ids.length > 0 && html`<div role="table" aria-label="outputs"><div role="rowgroup"><${Heads} /></div>
            <div role="rowgroup">${ids.map(id => html`<${Output} key=${id} id=${id} />`)}</div></div>`}
    </section>`;
}
