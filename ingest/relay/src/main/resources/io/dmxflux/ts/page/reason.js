// Why something is not as it should be: the words of the log, since when, and what to do.
import {html, useEffect, useState} from './ui.js';
import {tone} from './store.js';
import {clock, ago} from './format.js';

/** Since when, told again each second. */
export function Since({time}) {
    const [now, setNow] = useState(Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), 1000);
        return () => clearInterval(timer);
    }, []);
    return html`<span class="since">since <time dateTime=${time}>${clock(time)}</time>, ${ago(time, now)}</span>`;
}

export function Reason({subject}) {
    if (!subject.reason) {
        return null;
    }
    return html`<p class="reason ${tone(subject)}"><span class="why">${subject.reason}</span>
        ${subject.advice && html`<span class="advice">${subject.advice}</span>`}<${Since} time=${subject.since} /></p>`;
}
