// What is open beside the list, as the part of the address behind the "#".
import {place} from './store.js';

/** The address of an input, a service or an output. */
export const idOf = (kind, id) => `/${kind}/${id}`;

function read() {
    const [, kind, ...rest] = decodeURIComponent(location.hash.slice(1)).split('/');
    const id = rest.join('/');
    const before = place.value;
    if (!id) {
        place.set(null);
    } else if (before?.kind !== kind || before?.id !== id) {
        place.set({kind, id});
    }
}

export function open(kind, id) {
    location.hash = idOf(kind, id);
}

export function close() {
    const before = place.value;
    history.pushState(null, '', location.pathname + location.search);
    read();
    if (before) {
        document.querySelector(`a.name[href="#${idOf(before.kind, before.id)}"]`)?.focus();
    }
}

addEventListener('hashchange', read);
addEventListener('popstate', read);
read();
