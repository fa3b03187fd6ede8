// Rows of bit rates and of losses, drawn where they can be seen. All of them share one axis and one pointer.
import {html, useEffect, useListener, useRef} from './ui.js';
import {cursor} from './store.js';
import {SECONDS, MINUTES, seconds, minutes, ratesOf, figuresOf, lossesOf, ACCOUNTS} from './trends.js';
import {onTheme} from './theming.js';

const seen = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
        target.visible = isIntersecting;
        if (isIntersecting) {
            target.draw?.();
        }
    }
});

let colours = null;

function palette() {
    if (!colours) {
        const style = getComputedStyle(document.documentElement);
        const of = name => style.getPropertyValue(name).trim();
        colours = {line: of('--dim'), area: of('--area'), none: of('--line'), bad: of('--red'), lost: of('--amber-mark'),
            pointer: of('--accent')};
    }
    return colours;
}

onTheme.listen(() => {
    colours = null;
    for (const canvas of document.querySelectorAll('canvas.drawn')) {
        canvas.draw?.();
    }
});

/** The canvas in pixels of the screen, cleared. */
function cleared(canvas) {
    const scale = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
        canvas.width = Math.round(width * scale);
        canvas.height = Math.round(height * scale);
    }
    const paint = canvas.getContext('2d');
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    paint.clearRect(0, 0, width, height);
    return {paint, width, height};
}

function drawPointer(paint, width, height, fraction) {
    if (fraction !== null) {
        paint.fillStyle = palette().pointer;
        paint.fillRect(Math.min(width - 1, Math.floor(fraction * width)), 0, 1, height);
    }
}

/** A line over its area, between two values; nothing where nothing was measured. */
function drawLine({paint, width, height}, values, least, most) {
    const {line, area, none} = palette();
    const step = width / SECONDS;
    const y = value => height - 1.5 - (height - 3) * (value - least) / (most - least);
    paint.fillStyle = none;
    paint.fillRect(0, height - 1, width, 1);
    const path = new Path2D();
    const ground = new Path2D();
    let begun = null;
    values.forEach((value, at) => {
        const x = at * step;
        if (value === null || Number.isNaN(value)) {
            if (begun !== null) {
                ground.lineTo(x, height);
                ground.lineTo(begun, height);
            }
            begun = null;
            return;
        }
        if (begun === null) {
            begun = x;
            path.moveTo(x, y(value));
            ground.moveTo(x, y(value));
        } else {
            path.lineTo(x, y(value));
            ground.lineTo(x, y(value));
        }
    });
    if (begun !== null) {
        ground.lineTo(width, height);
        ground.lineTo(begun, height);
    }
    paint.fillStyle = area;
    paint.fill(ground);
    paint.strokeStyle = line;
    paint.lineWidth = 1;
    paint.stroke(path);
}

/** Red on the ground where nothing came. */
export function drawRates(canvas, values, ticks = []) {
    const {paint, width, height} = cleared(canvas);
    const {bad, lost} = palette();
    const step = width / SECONDS;
    drawLine({paint, width, height}, values, 0, values.reduce((high, value) => value > high ? value : high, 0) * 1.08 || 1);
    paint.fillStyle = bad;
    values.forEach((value, at) => value === 0 && paint.fillRect(at * step, height - 2, Math.ceil(step), 2));
    paint.fillStyle = lost;
    ticks.forEach(tick => paint.fillRect(width - tick * step, 0, 1.5, 4));
    drawPointer(paint, width, height, cursor.value === null ? null : 1 - cursor.value / SECONDS);
}

/** So many dB are the whole height at least: what is steady looks steady. */
const LEAST_DB = 6;

/** Decibels, around the middle of what they were. */
function drawFigures(canvas, values) {
    const {paint, width, height} = cleared(canvas);
    const known = values.filter(value => value !== null);
    const [low, high] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [0, 0];
    const half = Math.max(LEAST_DB, (high - low) * 1.1) / 2;
    drawLine({paint, width, height}, values, (low + high) / 2 - half, (low + high) / 2 + half);
    drawPointer(paint, width, height, cursor.value === null ? null : 1 - cursor.value / SECONDS);
}

const BINS = 96;

/** Losses in bins of a quarter of an hour: a bar for some, a dash for none, nothing for what was not measured. */
export function bins(rows) {
    const length = MINUTES / BINS;
    return Array.from({length: BINS}, (unused, bin) => rows.reduce((sum, row) => {
        for (let at = bin * length; at < (bin + 1) * length; at++) {
            if (row[at] !== null && row[at] !== undefined) {
                sum = (sum ?? 0) + row[at];
            }
        }
        return sum;
    }, null));
}

function drawLosses(canvas, values) {
    const {paint, width, height} = cleared(canvas);
    const {none, lost} = palette();
    const step = width / BINS;
    const most = Math.log2(2 + Math.max(0, ...values.map(value => value ?? 0)));
    values.forEach((value, at) => {
        if (value === null) {
            return;
        }
        paint.fillStyle = value > 0 ? lost : none;
        const tall = value > 0 ? Math.max(4, (height - 2) * Math.log2(1 + value) / most) : 1;
        paint.fillRect(at * step + 0.5, height - 1 - tall, Math.max(1, step - 1), tall);
    });
    drawPointer(paint, width, height, canvas.pointed === undefined ? null : (canvas.pointed + 0.5) / BINS);
}

/** A canvas that is drawn when told, while it is seen. */
function useDrawn(topics, draw) {
    const canvas = useRef();
    const latest = useRef();
    latest.current = draw;
    useEffect(() => {
        const node = canvas.current;
        node.draw = () => latest.current(node);
        seen.observe(node);
        return () => seen.unobserve(node);
    }, []);
    for (const topic of topics) {
        useListener(topic, () => canvas.current.visible && canvas.current.draw());
    }
    return canvas;
}

function point(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const fraction = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    cursor.set(Math.round((1 - fraction) * SECONDS));
}

const leave = () => cursor.set(null);

/** Five minutes of a subject's bit rate. */
export function Spark({kind, id, ticks}) {
    const canvas = useDrawn([seconds, cursor], node => drawRates(node, ratesOf(kind, id), ticks?.() ?? []));
    return html`<canvas class="drawn spark" ref=${canvas} onPointerMove=${point} onPointerLeave=${leave}
        role="img" aria-label="bit rate of the last five minutes" />`;
}

/** Five minutes of a figure of an input's signal. */
export function FigureSpark({input, figure, name}) {
    const canvas = useDrawn([seconds, cursor], node => drawFigures(node, figuresOf(input, figure)));
    return html`<canvas class="drawn spark" ref=${canvas} onPointerMove=${point} onPointerLeave=${leave}
        role="img" aria-label="${name} of the last five minutes" />`;
}

/** 24 hours of an input's losses, of one account or of all; tells which quarter of an hour the pointer is on. */
export function LossStrip({input, account, onPoint}) {
    const rows = () => (account ? [account] : ACCOUNTS).map(name => lossesOf(input, name));
    const canvas = useDrawn([minutes], node => drawLosses(node, bins(rows())));
    const pointAt = event => {
        const box = event.currentTarget.getBoundingClientRect();
        const bin = Math.min(BINS - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * BINS)));
        canvas.current.pointed = bin;
        canvas.current.draw();
        onPoint?.({bin, bins: BINS});
    };
    const away = () => {
        canvas.current.pointed = undefined;
        canvas.current.draw();
        onPoint?.(null);
    };
    return html`<canvas class="drawn strip" ref=${canvas} onPointerMove=${pointAt} onPointerLeave=${away}
        role="img" aria-label="losses of the last 24 hours${account ? ' by ' + account : ''}" />`;
}
