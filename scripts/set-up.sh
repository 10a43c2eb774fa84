# Set-up shared by ./demo and ./test; sourced, not run. Checks what a build needs and says what to do when it is missing.
# It installs Debian packages only when it runs as root, and never a Rust toolchain.

RUST_WANTED="1.95"

say() { printf '%s: %s\n' "$NAME" "$*"; }

fail() {
    printf '%s: %s\n' "$NAME" "$1" >&2
    shift
    for remedy in "$@"; do printf '  %s\n' "$remedy" >&2; done
    exit 1
}

# install_packages PACKAGE…: true when they could be installed.
install_packages() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    say "installing $* with apt-get"
    # Lists may be stale or absent on a fresh machine: the first try is without them, the second with new ones.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

need_rust() {
    command -v cargo >/dev/null 2>&1 || fail "cargo is not installed or not in PATH" \
        "install Rust $RUST_WANTED or newer; if it is installed, add ~/.cargo/bin to PATH"
    local found
    found="$(cargo --version | awk '{ print $2 }')"
    if [ "$(printf '%s\n%s\n' "$RUST_WANTED" "${found%%-*}" | sort -V | head -n 1)" != "$RUST_WANTED" ]; then
        fail "Rust $RUST_WANTED or newer is needed, this is $found" "run: rustup update stable"
    fi
    say "Rust $found"
}

# SQLite and Zstandard are compiled from C.
need_c_compiler() {
    command -v "${CC:-cc}" >/dev/null 2>&1 && return 0
    install_packages gcc libc6-dev && return 0
    fail "a C compiler is needed (SQLite and Zstandard are built from source) and none was found" \
        "run as root: apt-get install gcc libc6-dev"
}

fetch_crates() {
    local host
    host="$(rustc -vV | awk '/^host:/ { print $2 }')"
    say "fetching crates as Cargo.lock names them (nothing to do when they are here)"
    # On a machine that has them all no network is needed.
    cargo fetch --locked --offline --target "$host" >/dev/null 2>&1 && return 0
    cargo fetch --locked --target "$host" || fail "crates could not be fetched" \
        "check the network and any proxy or mirror set in ~/.cargo/config.toml, then run ./$NAME again"
}

set_up() {
    # One target folder for both scripts, wherever cargo is told to put it.
    export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
    export CARGO_TERM_PROGRESS_WHEN="${CARGO_TERM_PROGRESS_WHEN:-auto}"
    need_rust
    need_c_compiler
    fetch_crates
}
