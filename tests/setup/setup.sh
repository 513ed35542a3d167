# Sourced by ./run and ./check after they set `root`: brings a bare Debian or Ubuntu to a ready build folder. POSIX sh.
# MUPU_NO_INSTALL=1: never call apt, only say what is missing.

run_packages="gcc libc6-dev meson ninja-build pkg-config gettext libncurses-dev libsqlite3-dev uuid-dev libsodium-dev
zlib1g-dev libcairo2-dev libpango1.0-dev fonts-noto-cjk"
check_packages="$run_packages libcmocka-dev libvterm-dev tmux clang poppler-utils g++ liblemon-dev sqlite3"

say() {
    printf '%s\n' "$*" >&2
}

# Prints those of its arguments that are not installed. One dpkg-query for all; it names only what it knows.
missing_of() {
    installed=" $(dpkg-query -W -f '${Package}=${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/=installed$//p' |
        tr '\n' ' ')"
    for package; do
        case $installed in *" $package "*) ;; *) printf ' %s' "$package" ;; esac
    done
}

apt_get() {
    if [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" >&2
    else
        sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" >&2
    fi
}

# may_install: root, or a sudo that either asks no password or has somebody to ask.
may_install() {
    [ -z "${MUPU_NO_INSTALL-}" ] || return 1
    [ "$(id -u)" != 0 ] || return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [ -t 0 ]
}

# setup_packages NAME LIST: installs what LIST lacks. build/packages.NAME remembers that LIST was complete.
setup_packages() {
    stamp=$root/build/packages.$1
    [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$2" ] || return 0
    if command -v dpkg-query >/dev/null; then
        # shellcheck disable=SC2086
        missing=$(missing_of $2)
    else
        missing=    # not a Debian: meson says what it does not find
    fi
    if [ -n "$missing" ]; then
        if ! may_install; then
            say "缺少软件包，请以管理员身份运行 / packages are missing, run as root:"
            say "apt-get install --no-install-recommends$missing"
            exit 69
        fi
        say "安装软件包 / installing:$missing"
        # shellcheck disable=SC2086
        apt_get install -y --no-install-recommends $missing ||
            { apt_get update && apt_get install -y --no-install-recommends $missing; } || {
            say "安装失败，请手动运行 / that failed; run by hand:"
            say "apt-get install --no-install-recommends$missing"
            exit 69
        }
        # meson keeps its "not found": a folder set up before the package came would silently go without it
        rm -f "$root"/build*/configured
    fi
    mkdir -p "$root/build"
    printf '%s\n' "$2" >"$stamp"
}

# setup_configure FOLDER [OPTION...]: sets up or renews FOLDER when its options or the set of folders that take part
# changed. (meson itself notices changed build files, but not new ones: the top one asks which exist.)
setup_configure() {
    folder=$1
    shift
    taking_part=$(cd "$root" && echo src/main.c* src/*/meson.build db/meson.build* tests/*/meson.build)
    if [ -f "$folder/build.ninja" ] && [ -f "$folder/configured" ]; then
        { read -r old_parts && read -r old_options; } <"$folder/configured" || :
        if [ "$old_parts" = "$taking_part" ]; then
            [ $# -gt 0 ] || return 0
            [ "$old_options" != "$*" ] || return 0
        fi
        [ $# -gt 0 ] || eval "set -- $old_options"
    fi
    mkdir -p "$folder"
    renew=
    [ ! -f "$folder/build.ninja" ] || renew=--reconfigure
    # A folder a failed setup left behind has no build.ninja, and meson still takes it.
    meson setup $renew "$@" "$folder" "$root" >"$folder/configure.log" 2>&1 || {
        tail -n 40 "$folder/configure.log" >&2
        return 70
    }
    printf '%s\n%s\n' "$taking_part" "$*" >"$folder/configured"
}

# setup_compile FOLDER [TARGET...]: quiet unless it fails.
setup_compile() {
    folder=$1
    shift
    ninja -C "$folder" "$@" >"$folder/compile.log" 2>&1 || {
        if grep -q '^FAILED: ' "$folder/compile.log"; then
            sed -n '/^FAILED: /,$ { /^\[[0-9]*\/[0-9]*\]/d; p; }' "$folder/compile.log" | head -n 80 >&2
        else
            tail -n 40 "$folder/compile.log" >&2    # the build files themselves
        fi
        return 70
    }
}
