#!/usr/bin/env bash
# Installs the system libraries that Pixel needs on Debian and Ubuntu, when it may; else says how.
set -euo pipefail

needed=() # without these nothing works
command -v c++ >/dev/null || needed+=(g++) # llama.cpp is built from source
command -v python3 >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || needed+=(python3-venv)
wished=(
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libwayland-cursor0 # Qt
    libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    fonts-dejavu-core
    libportaudio2 # sound
)

# Prints those of the packages that are not installed; newer releases name some with t64.
missing() {
    local package state
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status} ' "$package" "${package}t64" 2>/dev/null || true)
        [[ $state == *installed* && $state != *not-installed* ]] || echo "$package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    exit 0 # not Debian: macOS and Windows need nothing; other systems name these differently
fi
mapfile -t first < <(missing "${needed[@]}")
mapfile -t wanted < <(missing "${wished[@]}")
[ $((${#first[@]} + ${#wanted[@]})) -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "Pixel needs some system packages. Please run:" >&2
    echo "    sudo apt-get install ${first[*]} ${wanted[*]}" >&2
    if [ ${#first[@]} -gt 0 ]; then
        echo "and then this command again." >&2
        exit 2
    fi
    echo "Going on without them: the window or sound may be missing." >&2
    exit 0
fi
echo "Installing system packages: ${first[*]} ${wanted[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
names=()
for package in "${first[@]}" "${wanted[@]}"; do
    apt-cache show "$package" >/dev/null 2>&1 || package="${package}t64"
    names+=("$package")
done
apt-get install -y -qq --no-install-recommends "${names[@]}" >/dev/null
