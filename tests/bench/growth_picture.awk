# growth_picture.awk - the rows of growth_bench as a picture (SVG): seconds over animals, both logarithmic.
BEGIN {
    FS = "\t"
    width = 860; height = 560; left = 70; right = 250; top = 40; bottom = 60
    colours = split("#1b6ca8 #c0392b #2e8b57 #8e44ad #d68910 #5d6d7e #17a2b8 #7b5e3b #c2185b #4a6b00", colour, " ")
}
$1 == "copy" || $4 <= 0 { next }
{
    if (!($1 in seen)) { seen[$1] = 1; name[++names] = $1 }
    # threads are measured by the clock, everything else by the processor
    time[$1, ++points[$1]] = $1 ~ /threads/ ? $4 : $3
    animals[$1, points[$1]] = $2
    t = time[$1, points[$1]]
    if (!least || t < least) least = t
    if (t > most) most = t
    if (!few || $2 < few) few = $2
    if ($2 > many) many = $2
}
function decade(v) { return log(v) / log(10) }
function floor(v,   i) { i = int(v); return i > v ? i - 1 : i }
function x(n) { return left + (decade(n) - from_x) / (to_x - from_x) * (width - left - right) }
function y(t) { return height - bottom - (decade(t) - from_y) / (to_y - from_y) * (height - top - bottom) }
function say(at_x, at_y, anchor, text) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at_x, at_y, anchor, text
}
function line(x1, y1, x2, y2, style) {
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1, x2, y2, style
}
function unit(p) { # 10^p seconds
    return p < -3 ? 10 ^ (p + 6) " µs" : p < 0 ? 10 ^ (p + 3) " ms" : 10 ^ p " s"
}
function count(p) { return p < 6 ? 10 ^ (p - 3) " thousand" : 10 ^ (p - 6) " million" }
END {
    from_x = decade(few); to_x = decade(many); if (to_x <= from_x) to_x = from_x + 1
    from_y = floor(decade(least)); to_y = floor(decade(most)) + 1
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n", width, height
    printf "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height
    say(left, 24, "start", "Seconds over animals, both logarithmic; the dotted lines grow as n")
    for (p = from_y; p <= to_y; p++) {
        line(left, y(10 ^ p), width - right, y(10 ^ p), "stroke=\"#ddd\"")
        say(left - 8, y(10 ^ p) + 4, "end", unit(p))
    }
    for (p = floor(from_x + 0.999); p <= to_x + 1e-9; p++) {
        line(x(10 ^ p), top, x(10 ^ p), height - bottom, "stroke=\"#ddd\"")
        say(x(10 ^ p), height - bottom + 20, "middle", count(p))
    }
    say((left + width - right) / 2, height - 16, "middle", "animals")
    for (p = from_y - to_x + from_x; p <= to_y; p++) { # t = 10^p at the fewest animals, growing as n, cut at the frame
        a = from_x; b = to_x; u = p; v = p + to_x - from_x
        if (u < from_y) { a += from_y - u; u = from_y }
        if (v > to_y) { b -= v - to_y; v = to_y }
        if (b > a) line(x(10 ^ a), y(10 ^ u), x(10 ^ b), y(10 ^ v), "stroke=\"#bbb\" stroke-dasharray=\"2 4\"")
    }
    for (k = 1; k <= names; k++) # names at their last points, pushed apart
        place[k] = y(time[name[k], points[name[k]]])
    for (round = 0; round < 200; round++)
        for (k = 1; k <= names; k++)
            for (j = 1; j <= names; j++)
                if (j != k && place[j] - place[k] < 15 && (place[j] > place[k] || (place[j] == place[k] && j > k))) {
                    middle = (place[j] + place[k]) / 2
                    place[k] = middle - 7.6; place[j] = middle + 7.6
                }
    for (k = 1; k <= names; k++) {
        shade = colour[(k - 1) % colours + 1]; path = ""
        for (i = 1; i <= points[name[k]]; i++) {
            at_x = x(animals[name[k], i]); at_y = y(time[name[k], i])
            path = path sprintf("%.1f,%.1f ", at_x, at_y)
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", at_x, at_y, shade
        }
        dash = name[k] ~ /^pedigreemm/ ? " stroke-dasharray=\"7 4\"" : ""
        printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>\n", path, shade, dash
        line(at_x + 4, at_y, width - right + 22, place[k] - 1, "stroke=\"" shade "\" stroke-width=\"0.5\"")
        printf "<g fill=\"%s\">", shade
        say(width - right + 26, place[k] + 3, "start", name[k])
        print "</g>"
    }
    print "</svg>"
}
