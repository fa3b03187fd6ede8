// What is open beside the list: a service, an input or an output, to the last PID.
import {html, useEffect, useRef, useState, useTopic} from './ui.js';
import {state, log, carriers} from './store.js';
import {clock, minute, known, rate, count, gigabytes, hex, millis, span} from './format.js';
import {Mark, StateMark, Lights} from './marks.js';
import {Reason} from './reason.js';
import {Spark} from './spark.js';
import {Player} from './player.js';
import {PidMap, Streams} from './pids.js';
import {Clock} from './clock.js';
import {Tables} from './tables.js';
import {close, idOf} from './places.js';
import {lightsOf} from './inputs.js';
import {holdersText} from './buffers.js';
import {SignalHistory} from './signal.js';

const PAUSE_MILLIS = 2000;

/** What the server finds in a service or an input, asked for again and again while it is open. */
function useInspection(path) {
    const [found, setFound] = useState({value: null, error: null});
    useEffect(() => {
        if (!path) {
            return undefined;
        }
        const stop = new AbortController();
        let timer = 0;
        const ask = async () => {
            try {
                const response = await fetch(path, {signal: stop.signal});
                const text = await response.text();
                setFound(response.ok ? {value: JSON.parse(text), error: null}
                    : before => ({value: before.value, error: text.trim()}));
            } catch (error) {
                if (error.name !== 'AbortError') {
                    setFound(before => ({value: before.value, error: 'the server does not answer'}));
                }
            }
            if (!stop.signal.aborted) {
                timer = setTimeout(ask, PAUSE_MILLIS);
            }
        };
        ask();
        return () => {
            stop.abort();
            clearTimeout(timer);
        };
    }, [path]);
    return found;
}

export function Part({title, children, note}) {
    return html`<section class="part"><h3>${title}${note && html` <span class="dim">${note}</span>`}</h3>${children}</section>`;
}

/** Facts as pairs; those that are not known are dashes with a reason. */
export function Facts({of}) {
    return html`<dl class="facts">${of.filter(Boolean).map(([name, value, why]) => html`<div><dt>${name}</dt>
        <dd title=${known(value) ? null : why ?? 'not known'}>${known(value) ? value : '–'}</dd></div>`)}</dl>`;
}

function Indicators({indicators}) {
    const all = Object.entries(indicators ?? {});
    if (all.length === 0) {
        return html`<p class="dim">Nothing is raised.</p>`;
    }
    const order = {raised: 0, unknown: 2, ok: 1};
    const rows = all.sort(([one, a], [other, b]) => order[a.state] - order[b.state] || one.localeCompare(other));
    return html`<ul class="indicators">${rows.map(([id, each]) => html`<li key=${id} class=${each.state + (each.priority === 1 ? ' first' : '')}>
        <${Mark} of=${each.state === 'raised' ? (each.priority === 1 ? 'fault' : 'attention') : each.state} word=${each.state} />
        <span class="id">${id}</span><span class="what">${each.name}</span>
        <span class="errors">${each.state === 'unknown' ? '' : count(each.errors)}</span>
        <span class="text">${each.state === 'raised' ? html`${each.text}${each.since
            && html` <span class="since">since ${clock(each.since)}</span>`}` : each.state === 'unknown' ? each.text : ''}</span></li>`)}</ul>`;
}

function Events({matching}) {
    const all = useTopic(log).filter(matching).slice(-60).reverse();
    if (all.length === 0) {
        return html`<p class="dim">None in the last hour.</p>`;
    }
    return html`<ol class="events">${all.map(record => html`<li key=${record.id} class=${record.level}>
        <time dateTime=${record.time}>${clock(record.time)}</time>
        <${Mark} of=${{error: 'fault', warn: 'attention'}[record.level] ?? 'ok'} word=${record.level} />
        <span>${record.text}</span></li>`)}</ol>`;
}

function Programme({event, label}) {
    if (!event) {
        return html`<p><span class="dim">${label}</span> <span class="faint" title="the EIT has no such event">${'–'}</span></p>`;
    }
    return html`<p><span class="dim">${label}</span> <time>${minute(event.start)}–${minute(event.end)}</time> <b>${event.title}</b>
        ${event.subtitle && html` <span class="dim">${event.subtitle}</span>`}</p>`;
}

const links = ids => ids.map((id, at) => html`${at > 0 && ', '}<a href=${'#' + idOf('outputs', id)}>${state.value.outputs[id]?.name ?? id}</a>`);

function Service({id, service, document}) {
    const {value, error} = useInspection(`api/services/${encodeURIComponent(id)}`);
    const input = document.inputs[service.input];
    const pid = number => known(number) ? `${number} (${hex(number)})` : null;
    return html`<${Player} id=${id} service=${service} kept=${input?.kept} />
        <div class="programme"><${Programme} event=${service.now} label="now" /><${Programme} event=${service.next} label="next" /></div>
        <${Facts} of=${[['service', `${service.serviceId} (${hex(service.serviceId)})`], ['provider', service.provider, 'the SDT names none'],
            ['input', html`<a href=${'#' + idOf('inputs', service.input)}>${input?.name ?? service.input}</a>`],
            ['bit rate', known(service.bitrate) ? rate(service.bitrate) : null, 'not measured yet'],
            ['PMT', pid(service.pmtPid), 'it is in no PAT'], ['PCR', pid(service.pcrPid), 'it has no clock, or its PMT has not come'],
            ['sent to', carriers(service, document.outputs).length > 0 ? links(carriers(service, document.outputs)) : null, 'no output sends it'],
            ['viewers', service.viewers ? `${service.viewers.http} by HTTP, ${service.viewers.hls} by HLS` : null]]} />
        <${Spark} kind="services" id=${id} />
        <${Part} title="PIDs"><${PidMap} pids=${value?.pids} service=${service} error=${error} />
            <${Streams} service=${service} pids=${value?.pids} /><//>
        <${Part} title="TR 101 290"><${Indicators} indicators=${service.indicators} /><//>
        <${Part} title="PCR" note=${known(service.pcrPid) ? `PID ${service.pcrPid}` : ''}><${Clock} series=${value?.clock} error=${error} /><//>
        <${Part} title="Tables"><${Tables} tables=${value?.tables} error=${error} /><//>
        <${Part} title="Last hour"><${Events} matching=${record => record.service === id} /><//>`;
}

function Accounts({accounts}) {
    return html`<ul class="booked">${Object.entries(accounts ?? {}).map(([name, value]) => html`<li
        class=${value > 0 && (name === 'policy' || name === 'socket') ? 'some' : ''}><span>${name}</span><b>${count(value)}</b></li>`)}</ul>`;
}

function Input({id, input}) {
    const {value, error} = useInspection(`api/inputs/${encodeURIComponent(id)}`);
    const {buffers, missing} = input;
    const amount = each => !each ? null : each.packets === 0 && each.gaps === 0 && !(each.seconds > 0) ? 'nothing' : `${each.certainty === 'exact' ? '' : each.certainty.replace('-', ' ') + ' '}${count(each.packets)} packets`
        + ` in ${count(each.gaps)} gaps` + (each.seconds > 0 ? `, ${span(each.seconds)} without a buffer` : '');
    return html`<${Facts} of=${[['bit rate', known(input.bitrate) ? rate(input.bitrate) : null, 'not measured yet'],
            ['packets', count(input.packets)],
            ['buffers', buffers ? `${buffers.count} of ${count(buffers.sizeBytes)} bytes` : null, 'it has no buffers of a driver'],
            buffers && ['lent to', holdersText(buffers.holders) || 'nobody'],
            input.kept && ['kept', `${span((Date.parse(input.kept.until) - Date.parse(input.kept.since)) / 1000)}, ${gigabytes(input.kept.bytes)}`],
            input.kept && ['not kept', `${count(input.kept.dropped)} packets as the disk was too slow, ${count(input.kept.refused)} as it took none`],
            input.kept && ['viewers back in time', `${count(input.kept.viewers)} by HTTP, ${count(input.kept.players)} by HLS`],
            ['missing, signal', amount(missing?.signal)], ['missing, kernel', amount(missing?.kernel)]]} />
        <${Spark} kind="inputs" id=${id} />
        ${input.signal && html`<${Part} title="Signal" note="the last five minutes"><${SignalHistory} id=${id} /><//>`}
        <${Part} title="Books" note="arrived is the sum of the others"><${Accounts} accounts=${input.accounts} /><//>
        <${Part} title="PIDs"><${PidMap} pids=${value?.pids} error=${error} /><//>
        <${Part} title="TR 101 290"><${Indicators} indicators=${input.indicators} /><//>
        <${Part} title="Tables"><${Tables} tables=${value?.tables} error=${error} /><//>
        <${Part} title="Last hour"><${Events} matching=${record => record.input === id} /><//>`;
}

function Output({id, output, document}) {
    const {lateness, service} = output;
    return html`<${Facts} of=${[['bit rate', known(output.bitrate) ? rate(output.bitrate) : null, 'not measured yet'],
            ['input', html`<a href=${'#' + idOf('inputs', output.input)}>${document.inputs[output.input]?.name ?? output.input}</a>`],
            ['service', service ? html`<a href=${'#' + idOf('services', service)}>${document.services[service]?.name ?? service}</a>` : 'the whole'],
            ['late, half of the bursts', lateness && millis(lateness.p50), 'not measured'],
            ['late, 99 of 100', lateness && millis(lateness.p99), 'not measured'],
            ['late, all', lateness && millis(lateness.max), 'not measured']]} />
        <${Spark} kind="outputs" id=${id} />
        <${Part} title="Books" note="routed and generated are the sum of the others"><${Accounts} accounts=${output.accounts} /><//>
        <${Part} title="Last hour"><${Events} matching=${record => record.output === id} /><//>`;
}

const BODIES = {services: Service, inputs: Input, outputs: Output};

export function Detail({kind, id}) {
    const document = useTopic(state);
    const subject = document[kind]?.[id];
    const heading = useRef();
    useEffect(() => heading.current?.focus(), []);
    const Body = BODIES[kind];
    const name = subject?.name ?? (subject ? `service ${subject.serviceId}` : id);
    const lights = kind === 'services' ? subject?.lights : kind === 'inputs' ? lightsOf(subject?.indicators) : undefined;
    return html`<aside class="detail" aria-label=${name}><div class="title">
            ${subject && html`<${StateMark} subject=${subject} />`}<h2 tabindex="-1" ref=${heading}>${name}</h2>
            ${subject && lights !== undefined && html`<${Lights} lights=${lights} />`}
            <button onClick=${close} aria-keyshortcuts="Escape"><kbd>Esc</kbd>close</button></div>
        ${subject ? html`<${Reason} subject=${subject} />
            <${Body} id=${id} service=${subject} input=${subject} output=${subject} document=${document} />`
            : html`<p class="dim">${`There is no ${kind.slice(0, -1)} "${id}" now.`}</p>`}</aside>`;
}
