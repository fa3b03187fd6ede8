// A dialog over the page: Esc, or a click beside it, closes it.
import {html, useEffect, useRef} from './ui.js';

export function Dialog({label, onClose, children}) {
    const node = useRef();
    useEffect(() => {
        const before = document.activeElement;
        node.current.showModal();
        return () => before?.focus?.();
    }, []);
    return html`<dialog ref=${node} aria-label=${label} onClose=${onClose}
        onClick=${event => event.target === node.current && onClose()}><div>${children}</div></dialog>`;
}
