# setup.sh: what run, test and flatpak-check share: messages, packages and build folders.
#
# Copyright 2026 The Coilscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by bash, not started. The caller sets `me` (its name in messages) and `root` (the checkout).
# Messages and the output of tools go to standard error: standard output is the caller's.

say ()
{
  echo "$me: $*" >&2
}

die ()
{
  say "error: $*"
  exit 1
}

# Prints the packages of the groups named, each once.
packages_of ()
{
  local group
  for group in "$@"; do
    sed -n "s/^$group  *\\([^ #]*\\).*/\\1/p" "$root/build-aux/packages"
  done | sort -u
}

# Prints those of the packages named that are not installed; asks dpkg once, for speed.
missing_of ()
{
  local installed package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p')
  for package in "$@"; do
    printf '%s\n' "$installed" | grep -qxF "$package" || echo "$package"
  done
}

# Whether this is a Debian whose packages are new enough; sid and testing carry no number.
is_debian_12_or_later ()
{
  [ -r /etc/os-release ] || return 1
  (
    . /etc/os-release
    [ "${ID:-}" = debian ] && [ "${VERSION_ID:-99}" -ge 12 ]
  )
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "there is no sudo to install packages with; start this once as root"
  fi
}

apt_get ()
{
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" >&2 </dev/null
}

# Installs what is missing of the groups named. The package lists are fetched only when there are
# none yet or when those there are do not do.
need_packages ()
{
  [ -z "${COILSCOPE_SKIP_PACKAGES:-}" ] || return 0
  local packages missing
  mapfile -t packages < <(packages_of "$@")
  if ! command -v dpkg-query >/dev/null 2>&1; then
    say "these are needed, by the names that Debian has for them: ${packages[*]}"
    die "cannot install packages here; install them and set COILSCOPE_SKIP_PACKAGES=1"
  fi
  mapfile -t missing < <(missing_of "${packages[@]}")
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! is_debian_12_or_later || ! command -v apt-get >/dev/null 2>&1; then
    say "these packages are missing: ${missing[*]}"
    die "packages are installed on Debian 12 and later only; install them and start again"
  fi
  say "installing ${missing[*]}"
  if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
    apt_get update || die "cannot fetch the package lists"
  fi
  apt_get install --no-install-recommends "${missing[@]}" && return 0
  say "trying once more with fresh package lists"
  apt_get update || die "cannot fetch the package lists"
  apt_get install --no-install-recommends "${missing[@]}" || die "cannot install ${missing[*]}"
}

# build_in FOLDER [MESON-OPTION…]: configures FOLDER when it is not configured with these very
# options from this very place, and builds it, or the targets in the array `build_targets` if there is
# one. A folder left half configured is made anew. What is optional is built in: a test that needs it
# must not pass by being skipped.
build_in ()
{
  local folder=$root/$1
  shift
  set -- -Dgnutls=enabled "$@"
  local stamp=$folder/configured-with want="$root $*"
  if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
    rm -rf "$folder"
    meson setup "$@" "$folder" "$root" >&2 || return 1
    printf '%s\n' "$want" >"$stamp"
  fi
  ninja -C "$folder" ${COILSCOPE_JOBS:+-j "$COILSCOPE_JOBS"} "${build_targets[@]}" >&2
}
