// The first line: is everything on air, and does this page still know.
import {html, useEffect, useState, useTopic} from './ui.js';
import {state, link, problems, severity} from './store.js';
import {megabits, span, clock, plural, ago} from './format.js';
import {Mark, StateMark} from './marks.js';
import {theme, switchTheme, onTheme} from './theming.js';
import {idOf} from './places.js';

/** The time, once a second. */
export function useNow() {
    const [now, setNow] = useState(Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), 1000);
        return () => clearInterval(timer);
    }, []);
    return now;
}

function Link({now}) {
    const {up, since, again} = useTopic(link);
    if (up !== false) {
        return null;
    }
    const wait = Math.max(0, Math.ceil((again - now) / 1000));
    return html`<div class="lost" role="alert"><${Mark} of="fault" word="" />
        <b>connection lost</b> ${span((now - since) / 1000)} ago; what is shown is of ${clock(since)},
        ${wait > 0 ? `trying again in ${wait} s` : 'trying again'}</div>`;
}

const VERDICT = {ok: 'ok', attention: 'attention', fault: 'fault'};

export function Header({onSearch, onKeys}) {
    const document = useTopic(state);
    const now = useNow();
    useTopic(onTheme);
    const {summary, host, startedAt, inputs} = document;
    const other = theme() === 'dark' ? 'light' : 'dark';
    useEffect(() => {
        window.document.title = (summary.state === 'ok' ? '' : '! ') + `${summary.text} · ${host}`;
    }, [summary.state, summary.text, host]);
    return html`<header>
        <h1>dmxflux</h1><span class="host">${host}</span>
        <div class="verdict ${summary.state}" role="status"><${Mark} of=${VERDICT[summary.state] ?? 'unknown'} word="" />
            ${summary.text}</div>
        <div class="facts"><span class="wide">${plural(Object.keys(inputs).length, 'input')}</span>
            <span>${plural(summary.services, 'service')}</span>
            <span><b>${megabits(summary.bitrate)}</b> Mbit/s</span><span>up ${ago(startedAt, now)}</span>
            <time>${clock(now)}</time></div>
        <div class="tools"><button onClick=${onSearch} aria-keyshortcuts="/"><kbd>/</kbd>search</button>
            <button onClick=${switchTheme} aria-keyshortcuts="t"><kbd>t</kbd>${other}</button>
            <button onClick=${onKeys} aria-keyshortcuts="?" aria-label="keys"><kbd>?</kbd></button></div>
        <${Link} now=${now} />
    </header>`;
}

const SHOWN = 7;

function Problem({problem, now}) {
    const {kind, id, subject, name, affected} = problem;
    const bad = severity(subject) === 3 ? 'fault' : 'attention';
    return html`<li class=${bad}><a href=${'#' + idOf(kind, id)}>
        <${StateMark} subject=${subject} /><span class="who">${name}</span>
        <span class="why">${subject.reason ?? subject.state}${affected > 0
            && html` <span class="affected">${plural(affected, 'service')} off air</span>`}</span>
        <span class="advice">${subject.advice}</span>
        <span class="since">since <time dateTime=${subject.since}>${clock(subject.since)}</time>, ${ago(subject.since, now)}</span>
    </a></li>`;
}

/** What needs a hand, in the words of the log, each with what to do. */
export function Problems() {
    const document = useTopic(state);
    const now = useNow();
    const [all, setAll] = useState(false);
    const found = problems(document);
    if (found.length === 0) {
        return null;
    }
    const shown = all ? found : found.slice(0, SHOWN);
    return html`<section class="problems" aria-labelledby="problems">
        <h2 id="problems">${plural(found.length, 'thing')} to look at</h2>
        <ol>${shown.map(problem => html`<${Problem} key=${problem.kind + problem.id} problem=${problem} now=${now} />`)}</ol>
        ${found.length > shown.length && html`<button class="more" onClick=${() => setAll(true)}>
            ${found.length - shown.length} more</button>`}
    </section>`;
}
