// The clock of a service: intervals between its PCRs, and how far they are off.
import {html, useEffect, useRef, useState, useTopic} from './ui.js';
import {onTheme} from './theming.js';

const LIMIT_MILLIS = 40;
const LIMIT_MICROS = 0.5;
const HEIGHT = 132;

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A line across a plot where a limit is. */
const limitAt = (values, name) => ({hooks: {draw: plot => {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.strokeStyle = colour('--amber-mark');
    ctx.setLineDash([4, 4]);
    for (const value of values) {
        const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
        if (y >= bbox.top && y <= bbox.top + bbox.height) {
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
        }
    }
    ctx.restore();
}}});

const spread = values => values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

function options({label, unit, limits, isRange, width}) {
    const axis = {stroke: colour('--dim'), grid: {stroke: colour('--line'), width: 1}, ticks: {show: false},
        font: `11px ${getComputedStyle(document.body).fontFamily}`};
    return {
        width, height: HEIGHT, legend: {show: false},
        cursor: {sync: {key: 'clock'}, y: false, points: {size: 5}},
        scales: {x: {time: false, range: [-60, 0]}, y: {range: (plot, low, high) => isRange
            ? [0, Math.max(limits[0] * 1.15, (high ?? 0) * 1.05)]
            : [-1, 1].map(sign => sign * Math.max((limits.at(-1) ?? 0.1) * 1.3, spread([low, high]) * 1.05))}},
        axes: [{...axis, size: 22, values: (plot, splits) => splits.map(value => value === 0 ? 'now' : `${value} s`)},
            {...axis, size: 52, values: (plot, splits) => splits.map(value => `${+value.toFixed(2)} ${unit}`)}],
        series: [{}, {label, stroke: colour('--text'), width: 1, fill: isRange ? colour('--area') : undefined, spanGaps: false,
            points: {show: false}}],
        plugins: [limitAt(limits)],
    };
}

/** One plot, made once and fed. */
function Plot({label, note, title, unit, limits, isRange, data}) {
    const place = useRef();
    const plot = useRef();
    const theme = useTopic(onTheme);
    const [pointed, setPointed] = useState(null);
    useEffect(() => {
        let gone = false;
        const watch = new ResizeObserver(() => plot.current?.setSize({width: place.current.clientWidth, height: HEIGHT}));
        import('uplot').then(({default: Plotted}) => {
            if (!gone) {
                const shape = options({label, unit, limits, isRange, width: place.current.clientWidth});
                shape.hooks = {setCursor: [({cursor: {idx}, data: [, values]}) => setPointed(known(idx) ? values[idx] : null)]};
                plot.current = new Plotted(shape, place.current.data, place.current);
                watch.observe(place.current);
            }
        });
        return () => {
            gone = true;
            watch.disconnect();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [theme]);
    useEffect(() => {
        place.current.data = data;
        plot.current?.setData(data);
    });
    const worst = spread(data[1]);
    return html`<figure class="plot"><figcaption title=${title}>${label} <span class="dim">${note && note + ', '}${data[1].some(known)
        ? `worst ${worst.toFixed(2)} ${unit}` : 'not measured'}${known(pointed) ? `, here ${pointed.toFixed(2)} ${unit}` : ''}</span></figcaption>
        <div ref=${place} role="img" aria-label=${`${label}: worst ${worst.toFixed(2)} ${unit}`} /></figure>`;
}

const known = value => value !== null && value !== undefined;

/** The last minute of PCRs: lists of one length. */
export function Clock({series, error}) {
    if (!series || series.secondsAgo.length === 0) {
        return html`<p class="dim">${error ?? 'No PCR has come in the last minute.'}</p>`;
    }
    const {intervalMillis, arrivalMicros, rateMicros} = series;
    const x = series.secondsAgo.map(seconds => -seconds);
    const jitter = rateMicros.some(known)
        ? html`<${Plot} key="rate" label="accuracy" note="limit ±0.5 µs" title="against a constant bit rate" unit="µs"
            limits=${[-LIMIT_MICROS, LIMIT_MICROS]} data=${[x, rateMicros]} />`
        : html`<${Plot} key="arrival" label="jitter" note="" title="against arrival, with what this machine adds" unit="ms"
            limits=${[]} data=${[x, arrivalMicros.map(value => known(value) ? value / 1000 : null)]} />`;
    return html`<div class="plots"><${Plot} key="interval" label="interval" note="limit 40 ms" unit="ms" isRange limits=${[LIMIT_MILLIS]}
        data=${[x, intervalMillis]} />${jitter}</div>`;
}
