// How far back in time a service can be played, and where in it the player is: a line to drag on.
import {html, useEffect, useState} from './ui.js';
import {known, moment, span} from './format.js';

const STEP_SECONDS = 60;

/** What is as near to now is live. */
const LIVE_SECONDS = 10;

const seconds = time => Math.floor(Date.parse(time) / 1000);

/** Seconds since 1970, of this second while the line is there. */
function useNow() {
    const [now, setNow] = useState(Math.floor(Date.now() / 1000));
    useEffect(() => {
        const timer = setInterval(() => setNow(Math.floor(Date.now() / 1000)), 1000);
        return () => clearInterval(timer);
    }, []);
    return now;
}

/**
 * The line. What is dragged to is told when it is let go: seconds since 1970, or null for live.
 *
 * @param kept what the state says of it
 * @param position where the player is, or will begin; null for live
 * @param onMove is told where to go
 */
export function Timeline({kept, position, onMove}) {
    const [dragged, setDragged] = useState(null);
    useNow();
    const oldest = seconds(kept.since);
    const newest = Math.max(oldest + 1, seconds(kept.until));
    const at = dragged ?? position ?? newest;
    const back = newest - at;
    const isLive = !known(dragged) && !known(position);
    const go = target => {
        setDragged(null);
        onMove(target > newest - LIVE_SECONDS ? null : Math.max(oldest + 1, target));
    };
    const text = isLive ? 'live' : `${moment(at * 1000)}, ${span(back)} back`;
    return html`<div class="timeline">
        <button class="back" onClick=${() => go(at - STEP_SECONDS)} aria-keyshortcuts="[" aria-label="a minute back"><kbd>[</kbd></button>
        <input type="range" min=${oldest} max=${newest} value=${at} step="1" aria-label="when to play from" aria-valuetext=${text}
            onInput=${event => setDragged(Number(event.target.value))} onChange=${event => go(Number(event.target.value))} />
        <button class="on" onClick=${() => go(at + STEP_SECONDS)} disabled=${isLive} aria-keyshortcuts="]" aria-label="a minute on"><kbd>]</kbd></button>
        <button class="live" onClick=${() => go(newest)} disabled=${isLive} aria-keyshortcuts="v"><kbd>v</kbd>live</button>
        <span class="when">${text}</span>
        <span class="dim">since ${moment(kept.since)}</span></div>`;
}
