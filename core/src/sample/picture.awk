# The moving part of a service's picture as subtitles in ASS, 960 by 540, for one round of the sample: a studio clock whose
# hand goes round once, the number of the picture, and a mark along colour bars; beside them what is on.
# Takes the variables name, format, note, and the colour accent (BBGGRR).

function circle(x, y, r,   k) {
    k = r * 0.5523
    return sprintf("m %.1f %.1f ", x + r, y) curve(x + r, y + k, x + k, y + r, x, y + r) \
        curve(x - k, y + r, x - r, y + k, x - r, y) curve(x - r, y - k, x - k, y - r, x, y - r) \
        curve(x + k, y - r, x + r, y - k, x + r, y)
}

function curve(x1, y1, x2, y2, x, y) {
    return sprintf("b %.1f %.1f %.1f %.1f %.1f %.1f ", x1, y1, x2, y2, x, y)
}

function box(x, y, w, h) {
    return sprintf("m %d %d l %d %d %d %d %d %d ", x, y, x + w, y, x + w, y + h, x, y + h)
}

# At an hour of the clock, in twelfths of the round.
function dot(hour, distance, size) {
    return circle(cx + distance * sin(pi * hour / 6), cy - distance * cos(pi * hour / 6), size)
}

function show(from, to, layer, tags, text) {
    printf "Dialogue: %d,0:00:%05.2f,0:00:%05.2f,D,,0,0,0,,{\\bord0\\shad0%s}%s\n", layer, from / 25, to / 25, tags, text
}

function draw(from, to, layer, colour, transparency, shape) {
    show(from, to, layer, sprintf("\\pos(0,0)\\an7\\1c&H%s&\\1a&H%02X\\p1", colour, transparency), shape)
}

function write(from, to, x, y, anchor, size, colour, tags, text) {
    show(from, to, 3, sprintf("\\pos(%d,%d)\\an%d\\fs%d\\1c&H%s&%s", x, y, anchor, size, colour, tags), text)
}

BEGIN {
    pi = atan2(0, -1)
    pictures = 120
    cx = 238; cy = 270; radius = 168
    left = 466
    white = "FFFFFF"; grey = "B8B8B8"

    print "[Script Info]\nScriptType: v4.00+\nPlayResX: 960\nPlayResY: 540\n\n[V4+ Styles]"
    print "Format: Name, Fontname, Fontsize\nStyle: D,DejaVu Sans,40\n\n[Events]"
    print "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"

    for (i = 0; i < 60; i++) ring = ring dot(i / 5, radius, 5)
    for (i = 0; i < 12; i++) hours = hours dot(i, radius - 22, i % 3 ? 2.5 : 5)
    draw(0, pictures, 1, accent, 200, ring)
    draw(0, pictures, 1, white, 90, hours)

    split("C0C0C0 00C0C0 C0C000 00C000 C000C0 0000C0 C00000", bars, " ")
    for (i = 1; i <= 7; i++) draw(0, pictures, 1, bars[i], 40, box(left + 60 * (i - 1), 438, 60, 8))

    write(0, pictures, left, 236, 1, 62, white, "\\b1", name)
    write(0, pictures, left, 256, 7, 29, accent, "", format)
    write(0, pictures, left, 300, 7, 24, grey, "", note)

    for (picture = 0; picture < pictures; picture++) {
        next_one = picture + 1
        write(picture, next_one, cx, cy - 8, 5, 88, white, "\\fnDejaVu Sans Mono\\b1", sprintf("%03d", picture))
        write(picture, next_one, cx, cy + 52, 5, 20, grey, "", "of 120")
        draw(picture, next_one, 2, white, 0, box(left + 420 * picture / pictures - 2, 432, 5, 20))
        head = int(picture / 2)
        for (tail = 15; tail > 0; tail--) draw(picture, next_one, 2, accent, tail * 15, dot((head - tail) / 5, radius, 6))
        draw(picture, next_one, 2, white, 0, dot(head / 5, radius, 8))
    }
}
