// Services: one line each.
import {html, useState, useTopic} from './ui.js';
import {state, log, cursor, carriers, ordered, place, severity, tone} from './store.js';
import {clock, minute, known, millis, plural} from './format.js';
import {StateMark, Lights} from './marks.js';
import {Spark} from './spark.js';
import {Rate} from './inputs.js';
import {SECONDS} from './trends.js';
import {idOf, open} from './places.js';

const language = stream => stream.language ? ' ' + stream.language : '';

/** The picture, then each sound with its language. */
export function formats(service) {
    const streams = Object.values(service.streams);
    const video = streams.filter(each => each.kind === 'video').map(each => each.name);
    const audio = streams.filter(each => each.kind === 'audio').map(each => (each.codec ?? each.name) + language(each));
    return [...video, ...new Set(audio)];
}

const address = name => name.replace(/^\w+:\/\//, '');

function Outputs({service}) {
    const outputs = useTopic(state, document => document.outputs);
    const there = carriers(service, outputs);
    if (there.length === 0) {
        return html`<span class="faint" title="no output sends it">${'–'}</span><span class="late"></span>`;
    }
    const [first] = there;
    const {name, lateness} = outputs[first];
    const worst = there.map(id => outputs[id]).reduce((bad, each) => severity(each) > severity(bad) ? each : bad);
    const late = lateness ? millis(lateness.p99) : '–';
    return html`<span title=${there.map(id => outputs[id].name).join('\n')
        + (lateness ? `\n99 of 100 bursts leave within ${late}` : '\nlateness is not measured')}>
        ${severity(worst) > 0 && html`<${StateMark} subject=${worst} />`}<span class="to">${outputs[first].service ? '' : 'whole '}${address(name)}</span>
        ${there.length > 1 && ` +${there.length - 1}`}</span><span class="late">${late}</span>`;
}

const viewersOf = ({http, hls} = {http: 0, hls: 0}) => http + hls;

function Programme({now, next}) {
    if (!now && !next) {
        return html`<span class="faint" title="the EIT has no present event">${'–'}</span>`;
    }
    const shown = now ?? next;
    return html`<span class="event" title=${[now, next].filter(known).map(each =>
        `${minute(each.start)} ${each.title}${each.subtitle ? ': ' + each.subtitle : ''}`).join('\n')}>
        <time>${minute(shown.start)}</time> ${shown.title}${now && next
            && html` <span class="next">${minute(next.start)} ${next.title}</span>`}</span>`;
}

/** Seconds ago of what was told of a service in the last five minutes. */
const ticksOf = id => () => log.value
    .filter(record => record.service === id && record.level !== 'info')
    .map(record => (Date.now() - Date.parse(record.time)) / 1000)
    .filter(back => back < SECONDS);

function Service({id, grouped}) {
    const service = useTopic(state, document => document.services[id]);
    const isOpen = useTopic(place, value => value?.kind === 'services' && value.id === id);
    if (!service) {
        return null;
    }
    const bad = severity(service) >= 1 && service.reason;
    return html`<div class="row service ${tone(service)} ${isOpen ? 'chosen' : ''} ${service.type}" role="row"
            onClick=${event => event.target.closest('a, canvas') || open('services', id)}>
        <span role="cell" class="c-mark"><${StateMark} subject=${service} /></span>
        <span role="cell" class="c-number">${known(service.number) ? service.number : html`<span class="faint"
            title="the multiplex says no channel number">${'–'}</span>`}</span>
        <span role="cell" class="c-name"><a class="name" href=${'#' + idOf('services', id)}
            aria-current=${isOpen ? 'true' : null}>${service.name ?? `service ${service.serviceId}`}</a>
            ${service.scrambled && html`<span class="tag">scrambled</span>`}</span>
        <span role="cell" class="c-formats">${formats(service).join(' · ')}</span>
        <span role="cell" class="c-rate"><${Rate} kind="services" id=${id} bitrate=${service.bitrate} /></span>
        <span role="cell" class="c-spark"><${Spark} kind="services" id=${id} ticks=${ticksOf(id)} /></span>
        <span role="cell" class="c-lights"><${Lights} lights=${service.lights} /></span>
        <span role="cell" class="c-event">${bad
            ? html`<span class="why" title=${[service.reason, service.advice].filter(known).join('\n')}>
                ${service.reason} <span class="since">since ${clock(service.since)}</span></span>`
            : html`<${Programme} now=${service.now} next=${service.next} />`}</span>
        <span role="cell" class="c-outputs"><${Outputs} service=${service} />
            <span class="viewers">${viewersOf(service.viewers) > 0 ? viewersOf(service.viewers) : ''}</span></span>
    </div>`;
}

function Pointed() {
    const back = useTopic(cursor);
    return back === null ? '5 min' : clock(Date.now() - back * 1000);
}

function Heads() {
    return html`<div class="row head" role="row">
        <span role="columnheader" class="c-mark"><span class="hidden">state</span></span>
        <span role="columnheader" class="c-number"><abbr title="channel number">no.</abbr></span>
        <span role="columnheader" class="c-name">service</span><span role="columnheader" class="c-formats">formats</span>
        <span role="columnheader" class="c-rate">Mbit/s</span><span role="columnheader" class="c-spark"><${Pointed} /></span>
        <span role="columnheader" class="c-lights"><abbr title="TR 101 290 by priority: 1, 2, 3" class="lights"><i>1</i><i>2</i><i>3</i></abbr></span>
        <span role="columnheader" class="c-event">now, or what is wrong</span>
        <span role="columnheader" class="c-outputs"><span>to</span><span class="late"><abbr
            title="99 of 100 bursts leave within this time after theirs">late</abbr></span><span class="viewers"><abbr title="viewers by HTTP and HLS">view</abbr></span></span></div>`;
}

/** The services of one input, or all of them where there is one input. */
function Group({input, name, ids}) {
    const [open, setOpen] = useState(true);
    return html`<div role="rowgroup">${name && html`<div class="row group" role="row"><span role="cell">
            <button aria-expanded=${open} onClick=${() => setOpen(!open)}><span class="fold" aria-hidden="true">
            ${open ? '▾' : '▸'}</span>${name} <span class="dim">${plural(ids.length, 'service')}</span></button></span></div>`}
        ${open && ids.map(id => html`<${Service} key=${id} id=${id} />`)}</div>`;
}

/** Changes only where services come, go, or move. */
const orderOf = (() => {
    let seen = null;
    return document => {
        const text = ordered(document.services).map(([id, each]) => `${each.input}\t${id}`).join('\n');
        if (seen?.text !== text) {
            const groups = new Map();
            for (const line of text ? text.split('\n') : []) {
                const [input, id] = line.split('\t');
                groups.set(input, [...groups.get(input) ?? [], id]);
            }
            seen = {text, groups: [...groups]};
        }
        return seen.groups;
    };
})();

export function Services() {
    const groups = useTopic(state, orderOf);
    const names = state.value.inputs;
    const place = input => names[input]?.position ?? 0;
    return html`<section class="services" aria-label="services"><h2>Services</h2>
        ${groups.length === 0 ? html`<p class="dim">None is known yet: they come with the PAT.</p>`
            : html`<div role="table" aria-label="services"><div role="rowgroup"><${Heads} /></div>
                ${[...groups].sort(([one], [other]) => place(one) - place(other)).map(([input, ids]) =>
                    html`<${Group} key=${input} input=${input} ids=${ids}
                        name=${groups.length > 1 ? names[input]?.name ?? input : null} />`)}</div>`}
    </section>`;
}
