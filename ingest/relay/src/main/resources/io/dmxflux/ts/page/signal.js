// The signal of a tuned input: what it is tuned to, whether there is a lock, and how good it is.
import {html} from './ui.js';
import {DASH, known, moment, plural, span} from './format.js';

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

/** One quiet row; without a lock it says so. */
export function Signal({signal}) {
    const {tuning, phase, since, dbm, cnrDb, preBer, postBer, blockErrors, lockLosses, unlockedSeconds} = signal;
    const locked = phase === 'lock';
    const losses = lockLosses > 0 ? `; lost ${plural(lockLosses, 'time')}, ${span(unlockedSeconds)} without` : '';
    return html`<span class="signal" aria-label="signal">
        <span>${tuning}</span>
        <b class=${locked ? '' : 'fault'} title="since ${moment(since)}${losses}">${PHASES[phase] ?? phase}</b>
        <span title=${why(locked, dbm, 'strength')}>${tenth(dbm, 'dBm')}</span>
        <span title=${why(locked, cnrDb, 'carrier to noise ratio')}>C/N ${tenth(cnrDb, 'dB')}</span>
        <span title=${why(locked, postBer ?? preBer, known(postBer) || !known(preBer)
            ? 'bit error ratio after the inner code' : 'bit error ratio before the inner code')}>BER ${ratio(postBer ?? preBer)}</span>
        <span title="blocks that the demodulator could not repair, since the start">${plural(blockErrors, 'bad block')}</span>
        ${lockLosses > 0 && html`<span>lock lost ${plural(lockLosses, 'time')}</span>`}</span>`;
}
