#!/bin/sh
# book.sh MUPU FILE - a small book for the screens: three holdings, two families, a litter, an inbred ewe, a camel.
set -eu
mupu=$1 file=$2 n=0
m() {
    n=$((n + 1))
    MUPU_SEED=$n "$mupu" --db "$file" --lang en --as clerk --yes "$@" >/dev/null 2>"$file.words" || {
        echo "# mupu $*: $(cat "$file.words")"
        exit 1
    }
}
sheep() { # NUMBER SEX BIRTH [--option value ...]
    number=$1 sex=$2 birth=$3
    shift 3
    m animal add "$number" --species hu_sheep --breed hu --sex "$sex" --birth "$birth" "$@"
}
m holding add E01 --tier enterprise --name 柯坪示范种羊 --person 张建国 --prefix KP01 --opened 2019-01-01
m holding add F01 --tier farm --name 兴旺养殖场 --parent E01 --person 热合曼 --prefix KP02 --opened 2020-01-01
m holding add H01 --tier household --name 阿里木家 --parent F01 --person 阿里木 --prefix KP11 --opened 2021-01-01
sheep KP01-20-00101 M 2020-03-01 --family A --holding E01
sheep KP01-20-00103 M 2020-03-11 --family B --holding E01
sheep KP01-20-00102 F 2020-03-05 --family A --holding E01
sheep KP01-20-00104 F 2020-03-09 --family B --holding E01
sheep KP01-22-00111 M 2022-04-02 --family A --holding E01 --sire KP01-20-00101 --dam KP01-20-00104 --birth-type 2
sheep KP01-22-00112 F 2022-04-02 --family A --holding E01 --sire KP01-20-00101 --dam KP01-20-00104 --birth-type 2
sheep KP01-22-00114 F 2022-04-20 --family B --holding F01 --sire KP01-20-00103 --dam KP01-20-00102
sheep KP01-23-00116 F 2023-05-01 --family B --holding H01 --sire KP01-20-00103 --dam KP01-20-00104
sheep KP01-24-00118 F 2024-03-15 --family A --holding E01 --sire KP01-22-00111 --dam KP01-22-00112 --note 全同胞交配
m animal add 驼王 --species bactrian_camel --sex M --birth 2016 --brand 驼王 --holding F01
m event add ram_in KP01-22-00112 --date 2025-05-01 --ram KP01-20-00103
m event add ram_in KP01-22-00114 --date 2025-06-01 --ram KP01-20-00101
m event add scan KP01-22-00112 --date 2025-06-20 --result pregnant --foetuses 2
m event add scan KP01-22-00114 --date 2025-07-20 --result pregnant
m event add lambing KP01-22-00112 --date 2025-09-28 --lamb F,,3.1 --lamb M,,3.4
m event add weigh KP01-22-00112 --date 2025-10-05 --weight 52.5
m event add vaccinate KP01-22-00114 --date 2025-09-10 --vaccine fmd --lot A2025 --dose 1
