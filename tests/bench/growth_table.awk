# growth_table.awk - the rows of growth_bench as a table in Markdown: CPU seconds, peak memory and share of the copying speed.
BEGIN { FS = "\t" }
$1 == "copy" { copy[$2] = $6; add_size($2); next }
{
    if (!($1 in seen)) { seen[$1] = 1; name[++names] = $1 }
    add_size($2)
    cpu[$1, $2] = $3; wall[$1, $2] = $4; memory[$1, $2] = $5; share[$1, $2] = $7
}
function add_size(n) { if (!(n in known)) { known[n] = 1; size[++sizes] = n } }
function number(n) { # 1234567 -> 1,234,567
    return n < 1000 ? n : number(int(n / 1000)) sprintf(",%03d", n % 1000)
}
function short(s) { return s < 0.001 ? sprintf("%.5f", s) : s < 0.1 ? sprintf("%.4f", s) : sprintf("%.2f", s) }
function cell(k, n,   text) {
    if (!((k, n) in cpu)) return "-"
    text = short(cpu[k, n])
    if (k ~ /threads/) text = text " (" short(wall[k, n]) " wall)"
    text = text ", " memory[k, n] " MB"
    if (share[k, n] != "-") text = text sprintf(", %.0f %%", 100 * share[k, n])
    if (k == "all F" && cpu["pedigreemm, all F", n] > 0)
        text = text sprintf(", %.2f of the peer", cpu[k, n] / cpu["pedigreemm, all F", n])
    return text
}
END {
    line = "| CPU s, peak MB, share of memory speed |"; rule = "|---|"
    for (s = 1; s <= sizes; s++) { line = line " " number(size[s]) " |"; rule = rule "---|" }
    print line; print rule
    for (k = 1; k <= names; k++) {
        line = "| " name[k] " |"
        for (s = 1; s <= sizes; s++) line = line " " cell(name[k], size[s]) " |"
        print line
    }
    line = "| copying, GB/s |"
    for (s = 1; s <= sizes; s++) line = line " " copy[size[s]] " |"
    print line
}
