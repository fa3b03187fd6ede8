// The buffers of an input: who has each of them.
import {html, useTopic} from './ui.js';
import {buffers} from './store.js';

const MOST_CELLS = 48;

/** With the kernel, filled and not yet taken, lent: as many cells each. */
function cells({count, kernel, filled, lent}) {
    const scale = count > MOST_CELLS ? MOST_CELLS / count : 1;
    const some = value => value > 0 ? Math.max(1, Math.round(value * scale)) : 0;
    const rest = Math.max(0, Math.round(count * scale) - some(kernel) - some(filled) - some(lent));
    return [...Array(some(kernel)).fill('kernel'), ...Array(some(filled)).fill('filled'),
        ...Array(some(lent)).fill('lent'), ...Array(rest).fill('away')];
}

export const holdersText = holders => Object.entries(holders ?? {}).filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number}`).join(', ');

/** A strip of cells that moves as buffers do. */
export function Buffers({id, strip}) {
    const moving = useTopic(buffers, value => value[id]) ?? strip;
    if (!strip && !moving) {
        return html`<span class="dim" title="this input is read by datagrams or from a file: it has no buffers of a driver">
            no driver buffers</span>`;
    }
    const {kernel, filled, lent, holders} = moving;
    const short = kernel === 0;
    return html`<span class="buffers" title=${lent > 0 && holders ? 'lent to ' + holdersText(holders) : 'none is lent'}>
        <span class="cells" aria-hidden="true">${cells({...strip, ...moving}).map(kind => html`<i class=${kind} />`)}</span>
        <span class=${short ? 'fault' : ''}><i class="kernel" />kernel ${kernel}</span>
        <span><i class="filled" />filled ${filled}</span><span><i class="lent" />lent ${lent}</span></span>`;
}
