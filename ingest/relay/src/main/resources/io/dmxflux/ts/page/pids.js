// PIDs: who has which share of the bit rate, and what is missing of each.
import {html} from './ui.js';
import {rate, count, share, known, hex, clock} from './format.js';
import {Mark} from './marks.js';

const LEAST = 0.004;
const LABELLED = 0.055;
const NAMED = 0.13;

const nameOf = pid => pid.kind === 'null' ? 'stuffing' : pid.share < NAMED ? `${pid.pid}` : `${pid.pid} ${pid.kind}`;

/** The largest in their order, and the rest as one. */
function parts(pids, own) {
    const measured = pids.filter(pid => known(pid.share) && pid.share > 0);
    const isOwn = pid => own !== undefined && (own.streams[pid.pid] !== undefined || own.pmtPid === pid.pid || own.pcrPid === pid.pid);
    const large = measured.filter(pid => pid.share >= LEAST || isOwn(pid)).map(pid => ({
        share: pid.share, text: nameOf(pid), title: `PID ${pid.pid} (${hex(pid.pid)}) ${pid.kind}: ${share(pid.share)}, ${rate(pid.bitrate)}`,
        tone: isOwn(pid) ? 'own' : pid.kind === 'null' ? 'stuffing' : pid.kind}));
    const rest = measured.filter(pid => pid.share < LEAST && !isOwn(pid));
    const sum = rest.reduce((all, pid) => all + pid.share, 0);
    const order = {own: 0, stuffing: 2};
    large.sort((one, other) => (order[one.tone] ?? 1) - (order[other.tone] ?? 1) || other.share - one.share);
    return rest.length === 0 ? large
        : [...large, {share: sum, text: `${rest.length} more`, title: `${rest.length} more PIDs: ${share(sum)}`, tone: 'rest'}];
}

/** The whole multiplex as a bar: what is of the service stands out. */
export function PidMap({pids, own, error}) {
    if (!pids) {
        return html`<p class="dim">${error ?? 'looking into the stream'}</p>`;
    }
    const all = parts(pids, own);
    if (all.length === 0) {
        return html`<p class="dim">No bit rate is measured yet.</p>`;
    }
    const ours = all.filter(part => part.tone === 'own').reduce((sum, part) => sum + part.share, 0);
    return html`<div class="pidmap" role="img" aria-label=${all.slice(0, 12).map(part => part.title).join('; ')}>${all.map(part => html`<span
            class=${part.tone} title=${part.title} style=${{flexGrow: part.share}}>${part.share >= LABELLED
                && html`<b>${part.text}</b>${part.share >= NAMED && ` ${share(part.share)}`}`}</span>`)}</div>
        ${own && html`<p class="dim legend"><i class="own" />this service, ${share(ours)} of the multiplex
            <i class="other" />others <i class="stuffing" />stuffing</p>`}`;
}

/** Each PID of a service, with its continuity. */
export function Streams({service, pids}) {
    const found = new Map((pids ?? []).map(each => [each.pid, each]));
    const most = Math.max(1, ...Object.values(service.streams).map(stream => stream.bitrate ?? 0));
    return html`<table class="streams"><thead><tr><th scope="col">PID</th><th scope="col">stream</th><th scope="col" class="number">bit rate</th>
        <th scope="col"><span class="hidden">share</span></th><th scope="col" class="number"><abbr title="how often a continuity_counter was not as expected, since the start">continuity errors</abbr></th></tr></thead>
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
