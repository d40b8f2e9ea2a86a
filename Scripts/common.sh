# Shared by the scripts of this folder: `source` it first. Leaves the working directory at the top of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

if [[ -t 2 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
  bold=$'\e[1m' red=$'\e[31m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' red='' yellow='' plain=''
fi

# A step begins: one line that says what is being done.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }

# Something the user should know, though the work goes on.
warn() { printf '%swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }

# The work cannot go on: what is wrong, and (second argument) what to do about it.
fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  if [[ $# -gt 1 ]]; then printf '       %s\n' "$2" >&2; fi
  exit 1
}

# Swift is the one thing that set-up does not install.
need_swift() {
  command -v swift >/dev/null ||
    fail "there is no Swift toolchain on this machine" "Install Swift 6.2 or newer (swift.org/install), then try again."
  local version major minor
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  major=${version%%.*} minor=${version##*.}
  if [[ -z "$version" ]] || ((major < 6 || (major == 6 && minor < 2))); then
    fail "Swift ${version:-of an unknown version} is too old for this package" \
      "Install Swift 6.2 or newer (swift.org/install), then try again."
  fi
}
