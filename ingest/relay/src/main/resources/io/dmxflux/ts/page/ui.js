// Preact with htm, and values that components read: a component is drawn again where what it selects of a value changes.
import {h, render} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState} from 'preact/hooks';
import htm from 'htm';

export const html = htm.bind(h);
export {render, useEffect, useLayoutEffect, useMemo, useRef, useState};

/** A value that is set, and told to who listens. */
export class Topic {

    constructor(value) {
        this.value = value;
        this.listeners = new Set();
    }

    set(value) {
        if (value !== this.value) {
            this.value = value;
            this.tell();
        }
    }

    tell() {
        for (const listener of [...this.listeners]) {
            listener(this.value);
        }
    }

    listen(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }
}

const whole = value => value;

/** What is selected of a topic's value; compared by identity, so it selects what is there and builds nothing. */
export function useTopic(topic, select = whole) {
    const [, draw] = useReducer(count => count + 1, 0);
    const seen = useRef();
    seen.current = {select, selected: select(topic.value)};
    useLayoutEffect(() => topic.listen(value => {
        const {select: now, selected} = seen.current;
        if (now(value) !== selected) {
            draw();
        }
    }), [topic]);
    return seen.current.selected;
}

/** A function that is called for each value of a topic while the component is there. */
export function useListener(topic, listener) {
    const latest = useRef();
    latest.current = listener;
    useEffect(() => topic.listen(value => latest.current(value)), [topic]);
}
