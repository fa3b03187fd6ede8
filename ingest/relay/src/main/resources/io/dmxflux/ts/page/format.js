// Numbers, units and times as they are read. What is not known is a dash.
export const DASH = '–';

const clockFormat = new Intl.DateTimeFormat(undefined,
    {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const minuteFormat = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
const dayFormat = new Intl.DateTimeFormat(undefined, {weekday: 'short', day: 'numeric', month: 'short'});

export const known = value => value !== null && value !== undefined;

export const clock = time => clockFormat.format(new Date(time));
export const minute = time => minuteFormat.format(new Date(time));

/** A moment: the time of day alone if it is of today. */
export function moment(time) {
    const date = new Date(time);
    const today = date.toDateString() === new Date().toDateString();
    return (today ? '' : dayFormat.format(date) + ' ') + clock(date);
}

/** A span in the two units that matter, such as "14 d 03 h". */
export function span(seconds) {
    if (!known(seconds)) {
        return DASH;
    }
    const total = Math.max(0, Math.floor(seconds));
    const two = value => String(value).padStart(2, '0');
    if (total < 60) {
        return `${total} s`;
    }
    if (total < 3600) {
        return `${Math.floor(total / 60)} min ${two(total % 60)} s`;
    }
    if (total < 86400) {
        return `${Math.floor(total / 3600)} h ${two(Math.floor(total / 60) % 60)} min`;
    }
    return `${Math.floor(total / 86400)} d ${two(Math.floor(total / 3600) % 24)} h`;
}

export const ago = (time, now) => span((now - Date.parse(time)) / 1000);

/** A bit rate in Mbit/s, without its unit. */
export const megabits = rate => known(rate) && !Number.isNaN(rate) ? (rate / 1e6).toFixed(rate >= 99.95e6 ? 1 : 2) : DASH;

/** A bit rate with its unit. */
export function rate(bits) {
    if (!known(bits) || Number.isNaN(bits)) {
        return DASH;
    }
    return bits < 1e6 ? `${(bits / 1e3).toFixed(bits < 1e5 ? 1 : 0)} kbit/s` : `${(bits / 1e6).toFixed(2)} Mbit/s`;
}

/** Digits in groups of three, by narrow spaces. */
export const count = value => known(value) ? String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f') : DASH;

/** A count of 24 h in few characters. */
export function short(value) {
    if (!known(value)) {
        return DASH;
    }
    if (value < 10000) {
        return String(value);
    }
    return value < 1e6 ? `${Math.floor(value / 1e3)} k` : `${(value / 1e6).toFixed(1)} M`;
}

/** Bytes of a disk, as they are sold. */
export const gigabytes = bytes => !known(bytes) ? DASH : bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

export const plural = (number, unit) => `${count(number)} ${unit}${number === 1 ? '' : 's'}`;

/** Seconds as milliseconds. */
export function millis(seconds) {
    if (!known(seconds)) {
        return DASH;
    }
    const value = seconds * 1e3;
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export const hex = (value, digits = 4) => '0x' + value.toString(16).toUpperCase().padStart(digits, '0');

export const share = part => !known(part) ? DASH : part >= 0.0995 ? `${(part * 100).toFixed(0)} %` : `${(part * 100).toFixed(1)} %`;
