// The page: an overview, what is open beside it, search and keys.
import {html, render, useEffect, useRef, useState, useTopic} from './ui.js';
import {state, link, place} from './store.js';
import {connect} from './connection.js';
import {Header, Problems} from './header.js';
import {Inputs} from './inputs.js';
import {Services} from './services.js';
import {Outputs} from './outputs.js';
import {Detail} from './detail.js';
import {Search} from './search.js';
import {Keys, useKeys} from './keys.js';

function Waiting() {
    const {up} = useTopic(link);
    return html`<p class="waiting" role="status">${up === false
        ? 'dmxflux does not answer; trying again' : 'waiting for the first state'}</p>`;
}

function Overview({children}) {
    const stale = useTopic(link, value => value.up === false);
    return html`<main class=${stale ? 'stale' : ''}><div class="list">
        <${Problems} /><${Inputs} /><${Services} /><${Outputs} /></div></main>`;
}

function Page() {
    const isThere = useTopic(state, document => document !== null);
    const opened = useTopic(place);
    const [dialog, setDialog] = useState(null);
    useKeys({search: () => setDialog('search'), keys: () => setDialog('keys')});
    if (!isThere) {
        return html`<${Waiting} />`;
    }
    const shut = () => setDialog(null);
    return html`<${Header} onSearch=${() => setDialog('search')} onKeys=${() => setDialog('keys')} />
        <div class="body ${opened ? 'split' : ''}"><${Overview} />
            ${opened && html`<${Detail} key=${opened.kind + opened.id} kind=${opened.kind} id=${opened.id} />`}</div>
        ${dialog === 'search' && html`<${Search} onClose=${shut} />`}
        ${dialog === 'keys' && html`<${Keys} onClose=${shut} />`}`;
}

connect();
render(html`<${Page} />`, document.getElementById('page'));
