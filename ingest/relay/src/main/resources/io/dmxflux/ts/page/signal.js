// The signal of a tuned input: what it is tuned to, whether there is a lock, and how good it is.
import {html, useTopic} from './ui.js';
import {cursor} from './store.js';
import {DASH, known, moment, plural, span} from './format.js';
import {FigureSpark} from './spark.js';
import {figuresOf, seconds, SECONDS} from './trends.js';

const PHASES = {tuning: 'tuning', signal: 'signal, no carrier', carrier: 'carrier, no lock', lock: 'lock', lost: 'lock lost',
    reacquiring: 'no lock, tuned again'};

const minus = text => text.replace('-', '\u2212');

const tenth = (value, unit) => known(value) ? `${minus(value.toFixed(1))} ${unit}` : DASH;

/** An error ratio: its order is what matters. */
function ratio(value) {
    return !known(value) ? DASH : value === 0 ? '0' : minus(value.toExponential(1).replace('e-', ' × 10⁻')
        .replace(/⁻(\d+)$/, (all, digits) => '⁻' + [...digits].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('')));
}

const why = (locked, value, what) => known(value) ? what : locked ? `${what}: the driver does not tell` : `${what}: not known without a lock`;

const FIGURES = {dbm: {name: 'strength', label: '', unit: 'dBm'}, cnrDb: {name: 'carrier to noise ratio', label: 'C/N ', unit: 'dB'}};

/** A figure now, or where the pointer is, and beside it what it was. */
function Figure({id, signal, figure}) {
    const back = useTopic(cursor);
    const {name, label, unit} = FIGURES[figure];
    const shown = back === null ? signal[figure] : figuresOf(id, figure)[SECONDS - 1 - back];
    return html`<span class="figure"><span class=${back === null ? '' : 'past'}
        title=${back === null ? why(signal.phase === 'lock', shown, name) : name}>${label}${tenth(shown, unit)}</span>
        <${FigureSpark} input=${id} figure=${figure} name=${name} /></span>`;
}

/** One quiet row; without a lock it says so. */
export function Signal({id, signal}) {
    const {tuning, phase, since, preBer, postBer, blockErrors, lockLosses, unlockedSeconds} = signal;
    const locked = phase === 'lock';
    const losses = lockLosses > 0 ? `; lost ${plural(lockLosses, 'time')}, ${span(unlockedSeconds)} without` : '';
    return html`<span class="signal" aria-label="signal">
        <span>${tuning}</span>
        <b class=${locked ? '' : 'fault'} title="since ${moment(since)}${losses}">${PHASES[phase] ?? phase}</b>
        <${Figure} id=${id} signal=${signal} figure="dbm" />
        <${Figure} id=${id} signal=${signal} figure="cnrDb" />
        <span title=${why(locked, postBer ?? preBer, known(postBer) || !known(preBer)
            ? 'bit error ratio after the inner code' : 'bit error ratio before the inner code')}>BER ${ratio(postBer ?? preBer)}</span>
        <span title="blocks that the demodulator could not repair, since the start">${plural(blockErrors, 'bad block')}</span>
        ${lockLosses > 0 && html`<span>lock lost ${plural(lockLosses, 'time')}</span>`}</span>`;
}

/** From the least to the most of the last five minutes. */
function range(values, unit) {
    const all = values.filter(known);
    return all.length === 0 ? DASH : `${tenth(Math.min(...all), unit)} to ${tenth(Math.max(...all), unit)}`;
}

/** The same at full width, with what it varied between. */
export function SignalHistory({id}) {
    useTopic(seconds);
    return html`<div class="levels">${Object.entries(FIGURES).map(([figure, {name, label, unit}]) => html`
        <span title=${name}>${label || 'strength '}<span class="dim">${range(figuresOf(id, figure), unit)}</span></span>
        <${FigureSpark} input=${id} figure=${figure} name=${name} />`)}</div>`;
}
