#!/usr/bin/env bash
# Installs the system libraries that Pixel needs on Debian and Ubuntu, when it may; else says how.
set -euo pipefail

packages=(
    g++ python3-venv                                     # llama.cpp is built from source
    libportaudio2                                        # sound
    libegl1 libgl1 libdbus-1-3 libfontconfig1            # Qt
    libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    fonts-dejavu-core
)

if ! command -v dpkg-query >/dev/null; then
    exit 0 # not Debian: macOS and Windows need nothing; other systems name these differently
fi
missing=()
for package in "${packages[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "Pixel needs some system packages. Please run:" >&2
    echo "    sudo apt-get install ${missing[*]}" >&2
    echo "and then this command again." >&2
    exit 2
fi
echo "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
