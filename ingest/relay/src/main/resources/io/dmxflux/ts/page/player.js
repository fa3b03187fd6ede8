// A service, played in the page where the browser can; its address for other players in any case.
import {html, useEffect, useRef, useState} from './ui.js';
import {known} from './format.js';
import {Timeline} from './timeline.js';

const LIVE_EDGE_SEGMENTS = 2;

const addressOf = (id, suffix) => new URL(`services/${encodeURIComponent(id)}${suffix}`, document.baseURI).href;

const isoOf = at => new Date(at * 1000).toISOString();

/** Plays a URL; what it gives back ends that, and says when what is shown was: seconds since 1970, if that is known. */
async function attach(video, url, onError) {
    const {default: Hls} = await import('hls.js');
    if (Hls.isSupported()) {
        const hls = new Hls({liveSyncDurationCount: LIVE_EDGE_SEGMENTS, backBufferLength: 10,
            ...(url.includes('?at=') ? {startPosition: 0} : {})});
        hls.on(Hls.Events.ERROR, (event, {fatal, type, details, response}) => {
            if (!fatal) {
                return;
            }
            if (type === Hls.ErrorTypes.MEDIA_ERROR && !hls.recovered) {
                hls.recovered = true;
                hls.recoverMediaError();
            } else {
                onError(`${details}${response?.code ? ` (HTTP ${response.code})` : ''}`);
            }
        });
        hls.loadSource(url);
        hls.attachMedia(video);
        return {end: () => hls.destroy(), shown: () => hls.playingDate ? hls.playingDate.getTime() / 1000 : null};
    }
    if (video.canPlayType('application/vnd.apple.mpegurl')) {
        video.src = url;
        return {end: () => video.removeAttribute('src'), shown: () => {
            const start = video.getStartDate?.().getTime() / 1000;
            return Number.isFinite(start) ? start + video.currentTime : null;
        }};
    }
    throw new Error('this browser plays no HLS');
}

/** Safari plays HLS itself, and more than others: HEVC and AC-3 too. */
const playsByItself = () => document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== ''
    && navigator.vendor.startsWith('Apple');

const PLAYED = {video: /^H\.264/, audio: /^(AAC|MP3|MP2)/};

/** Why a service does not play here: what its picture and its sound are; null if both play, or are not known. */
function obstacle(service) {
    if (service.browser && !service.browser.plays) {
        return service.browser.reason;
    }
    const reasons = ['video', 'audio'].map(kind => {
        const all = Object.values(service.streams).filter(stream => stream.kind === kind);
        return all.length === 0 || all.some(({codec}) => !codec || PLAYED[kind].test(codec)) ? null
            : `its ${kind === 'video' ? 'picture' : 'sound'} is ${all[0].codec}`;
    }).filter(known);
    return service.scrambled ? 'it is scrambled' : reasons.length > 0 ? reasons.join(', ') : null;
}

export function Player({id, service, kept}) {
    const video = useRef();
    const [on, setOn] = useState(false);
    const [at, setAt] = useState(null); // where it begins: seconds since 1970, or null for live
    const [shown, setShown] = useState(null);
    const [error, setError] = useState(null);
    const stream = addressOf(id, '.ts');
    useEffect(() => {
        if (!on) {
            return undefined;
        }
        let player = null;
        let gone = false;
        const timer = setInterval(() => setShown(known(at) ? player?.shown() ?? at : null), 1000);
        const fail = reason => {
            setError(reason);
            setOn(false);
        };
        attach(video.current, addressOf(id, '/index.m3u8') + (known(at) ? `?at=${isoOf(at)}` : ''), fail).then(playing => {
            player = playing;
            if (gone) {
                playing.end();
            } else {
                video.current.play().catch(() => {});
            }
        }, failure => fail(failure.message));
        return () => {
            gone = true;
            clearInterval(timer);
            player?.end();
        };
    }, [on, at]);
    const move = target => {
        setError(null);
        setShown(target);
        setAt(target);
    };
    const toggle = () => {
        setError(null);
        setOn(!on);
    };
    const reason = service.state === 'gone' ? 'it is not in the multiplex' : playsByItself() ? null : obstacle(service);
    return html`<div class="player ${on ? 'on' : ''}">
        <div class="screen">${on ? html`<video ref=${video} controls muted playsinline aria-label=${service.name} />`
            : reason ? html`<p class="cannot"><b>Not in this browser:</b> ${reason}</p>`
                : html`<button class="play" onClick=${toggle} aria-keyshortcuts="p"><kbd>p</kbd>play</button>`}
        ${on && html`<button class="play stop" onClick=${toggle}><kbd>p</kbd>stop</button>`}</div>
        ${kept && !reason && html`<${Timeline} kept=${kept} position=${known(at) ? shown ?? at : null} onMove=${move} />`}
        ${error && html`<p class="reason attention">It does not play: ${error}</p>`}
        <p class="links"><a href=${stream}>stream .ts</a><a href=${addressOf(id, '/index.m3u8')}>HLS</a>
            <a href=${'vlc://' + stream}>open in VLC</a>
            <button onClick=${() => navigator.clipboard?.writeText(stream)} title=${stream}>copy address</button></p></div>`;
}
