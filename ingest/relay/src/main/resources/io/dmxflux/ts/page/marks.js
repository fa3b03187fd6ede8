// Marks that say a state by shape, colour and word.
import {html} from './ui.js';
import {tone} from './store.js';

const SHAPES = {
    ok: html`<circle cx="6" cy="6" r="3.2" />`,
    over: html`<rect x="2" y="5.2" width="8" height="1.6" />`,
    attention: html`<path d="M6 1.2 11.4 10.8H.6z" />`,
    fault: html`<path d="M1 1h10v10H1z" /><path class="sign" d="M5.2 2.8h1.6v4H5.2zM5.2 8h1.6v1.5H5.2z" />`,
    unknown: html`<circle class="hollow" cx="6" cy="6" r="3" />`,
};

/** A mark for a tone, with its word for who does not see it. */
export function Mark({of, word}) {
    return html`<span class="mark ${of}" title=${word}>
        <svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[of]}</svg>
        ${word && html`<span class="hidden">${word}</span>`}</span>`;
}

/** The mark of an input, a service or an output. */
export const StateMark = ({subject}) => html`<${Mark} of=${tone(subject)} word=${subject.state} />`;

const LIGHT = {ok: 'ok', raised: 'attention', unknown: 'unknown'};

/** TR 101 290 by priority. The first priority is a fault, the others want attention. */
export function Lights({lights}) {
    return html`<span class="lights" title=${'TR 101 290, priority 1, 2, 3: '
        + (lights ?? ['unknown', 'unknown', 'unknown']).join(', ')}>${[0, 1, 2].map(at => {
            const state = lights?.[at] ?? 'unknown';
            const of = state === 'raised' && at === 0 ? 'fault' : LIGHT[state];
            return html`<${Mark} of=${of} word=${`priority ${at + 1} ${state}`} />`;
        })}</span>`;
}
