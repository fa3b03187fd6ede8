// PIDs: who has which share of the bit rate, and what is missing of each.
import {html} from './ui.js';
import {rate, count, share, known, hex, clock} from './format.js';
import {Mark} from './marks.js';

const LEAST = 0.004;
const LABELLED = 0.055;
const NAMED = 0.13;

const nameOf = (pid, part) => pid.kind === 'null' ? 'stuffing' : part < NAMED ? `${pid.pid}` : `${pid.pid} ${pid.kind}`;

/** Each PID's part of the whole that is drawn, the largest first, stuffing last, and the smallest as one. */
function parts(pids, whole) {
    const all = pids.filter(pid => pid.share > 0).map(pid => ({pid, part: pid.share / whole}));
    const large = all.filter(({part}) => part >= LEAST).map(({pid, part}) => ({
        part, text: nameOf(pid, part), tone: pid.kind === 'null' ? 'stuffing' : pid.kind,
        title: `PID ${pid.pid} (${hex(pid.pid)}) ${pid.kind}: ${share(part)}, ${rate(pid.bitrate)}`}));
    large.sort((one, other) => (one.tone === 'stuffing') - (other.tone === 'stuffing') || other.part - one.part);
    const small = all.filter(({part}) => part < LEAST);
    if (small.length === 0) {
        return large;
    }
    const sum = small.reduce((total, {part}) => total + part, 0);
    return [...large, {part: sum, text: `${small.length} more`, tone: 'rest', title: `${small.length} more PIDs: ${share(sum)}`}];
}

const isOf = (service, {pid}) => service.streams[pid] !== undefined || service.pmtPid === pid || service.pcrPid === pid;

/** The PIDs of a multiplex as parts of a bar; where a service is given, its own, and which part of the multiplex they are. */
export function PidMap({pids: found, service, error}) {
    if (!found) {
        return html`<p class="dim">${error ?? 'looking into the stream'}</p>`;
    }
    const pids = service ? found.filter(pid => isOf(service, pid)) : found;
    const sum = pids.reduce((total, pid) => total + (pid.share ?? 0), 0);
    const all = parts(pids, service ? sum : 1);
    if (all.length === 0) {
        return html`<p class="dim">No bit rate is measured yet.</p>`;
    }
    return html`<div class="pidmap" role="img" aria-label=${all.slice(0, 12).map(part => part.title).join('; ')}>${all.map(each => html`<span
            class=${each.tone} title=${each.title} style=${{flexGrow: each.part}}>${each.part >= LABELLED
                && html`<b>${each.text}</b>${each.part >= NAMED && ` ${share(each.part)}`}`}</span>`)}</div>
        ${service && html`<div class="ofwhole" title=${`${share(sum)} of the multiplex`}><i style=${{width: `${sum * 100}%`}} />
            <span class="dim">${share(sum)} of the multiplex</span></div>`}`;
}

/** Each PID of a service, with its continuity. */
export function Streams({service, pids}) {
    const found = new Map((pids ?? []).map(each => [each.pid, each]));
    const most = Math.max(1, ...Object.values(service.streams).map(stream => stream.bitrate ?? 0));
    return html`<table class="streams"><thead><tr><th scope="col">PID</th><th scope="col">stream</th><th scope="col" class="number">bit rate</th>
        <th scope="col" class="bar"><span class="hidden">share</span></th><th scope="col" class="number"><abbr title="how often a continuity_counter was not as expected, since the start">continuity errors</abbr></th></tr></thead>
        <tbody>${Object.entries(service.streams).map(([pid, stream]) => {
            const last = found.get(Number(pid))?.errorTimes?.at(-1);
            return html`<tr key=${pid}><td title=${hex(Number(pid))}>${pid}</td>
                <td>${stream.name}${stream.language && !stream.name.includes(stream.language) ? ` ${stream.language}` : ''}
                    ${stream.scrambled && html` <span class="tag">scrambled</span>`}</td>
                <td class="number">${rate(stream.bitrate)}</td>
                <td class="bar"><i style=${{width: `${100 * (stream.bitrate ?? 0) / most}%`}} /></td>
                <td class="number ${stream.continuityErrors > 0 ? 'some' : ''}" title=${last
                    ? `last about ${clock(Date.now() - last.secondsAgo * 1000)}` : null}>${stream.continuityErrors > 0
                    && html`<${Mark} of="attention" word="" />`} ${count(stream.continuityErrors)}</td></tr>`;
        })}</tbody></table>`;
}
